"""The second step of a log-in, and binding the telephone for it."""

from io import BytesIO

import qrcode
import qrcode.image.svg
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_otp import devices_for_user
from django_otp import login as remember_device

from core.accounts import actions, second_factor
from core.accounts.forms import CodeForm, add_refusal
from core.foundation import clock
from core.foundation.verdict import Refused


@never_cache
@require_http_methods(["GET", "POST"])
def second_factor_check(request: HttpRequest) -> HttpResponse:
    """Asks for the code; leads to binding whoever has no device yet. Wrong codes are slowed down by the device."""
    if not second_factor.has_one(request.user):
        return redirect("second_factor_enrol")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        for device in devices_for_user(request.user):
            if device.verify_token(form.cleaned_data["code"]):
                remember_device(request, device)
                request.session.cycle_key()
                return redirect("home")
        form.add_error("code", "验证码不正确，或错得太多须稍等片刻再试")
    return _page(request, "accounts/second_factor.html", form)


@never_cache
@require_http_methods(["GET", "POST"])
def second_factor_enrol(request: HttpRequest) -> HttpResponse:
    """Shows the code to scan. The waiting device is made by the POST that begins, never by a GET."""
    if second_factor.has_one(request.user):
        return redirect("second_factor" if second_factor.is_owed(request.user) else "profile")
    waiting = second_factor.waiting_device(request.user)
    form = CodeForm(request.POST if waiting and "code" in request.POST else None)
    try:
        if request.method == "POST" and waiting is None:
            actions.begin_enrolment(user=request.user)
            return redirect("second_factor_enrol")
        if request.method == "POST" and form.is_valid():
            device = actions.confirm_enrolment(user=request.user, code=form.cleaned_data["code"], at=clock.now())
            remember_device(request, device)
            messages.success(request, "二次验证已绑定，今后登录时输入验证器上的6位数字。")
            return redirect("home")
    except Refused as refused:
        add_refusal(form, refused)
    return _page(request, "accounts/second_factor_enrol.html", form, waiting=waiting)


@never_cache
@require_safe
def second_factor_code(request: HttpRequest) -> HttpResponse:
    """The picture to scan, as SVG of its own: the pages allow neither inline styles nor data from elsewhere."""
    waiting = second_factor.waiting_device(request.user)
    if waiting is None:
        return redirect("second_factor_enrol")
    picture = qrcode.make(waiting.config_url, image_factory=qrcode.image.svg.SvgPathImage, box_size=12)
    buffer = BytesIO()
    picture.save(buffer)
    return HttpResponse(buffer.getvalue(), content_type="image/svg+xml")


def _page(request: HttpRequest, template: str, form: forms.Form, **context: object) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
