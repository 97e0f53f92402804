"""Bring a file, read what was understood, commit, take back: the actions of the pages, for programs."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from core.foundation import clock
from core.foundation.verdict import Refused, Stale
from core.intake import actions
from core.intake.choices import BatchState, RowGroup
from core.intake.desks import ImportDesk, Occasion, desk_named, occasion_of
from core.intake.models import Batch
from core.intake.permissions import desk_for
from core.intake.reader import as_real_file
from core.intake.report import of_file, of_row

from .serializers import BatchSerializer, CommitSerializer, UndoSerializer, UploadSerializer


@extend_schema(tags=["imports"])
@extend_schema_view(list=extend_schema(summary="导入批次列表"))
class BatchViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Batch]):
    """数据导入：上传、核对、入库、撤销，与页面同一规则。

    长文件在后台读取（状态 reading）；行数多的在后台入库和撤销（应答 202，状态 working）。稍后再取。
    """

    serializer_class = BatchSerializer
    parser_classes = (JSONParser, MultiPartParser, FormParser)
    queryset = Batch.objects.none()

    def get_queryset(self) -> QuerySet[Batch]:
        desk = self._desk()
        return desk.visible(Batch.objects.of_desk(desk.name), self.request.user).recent_first()

    @extend_schema(request=UploadSerializer, responses={201: OpenApiTypes.OBJECT}, summary="上传文件并核对，不写入")
    def create(self, request: Request, desk: str) -> Response:
        found = self._desk()
        sent = UploadSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        uploaded, about = sent.validated_data["file"], self._about(found, sent.validated_data["about"])
        occasion = Occasion(found, about, request.user)
        with as_real_file(uploaded.chunks()) as file:
            batch = actions.bring(file, uploaded.name, occasion=occasion, by=request.user.actor, at=clock.now())
        return Response(_whole(batch), status=status.HTTP_201_CREATED)

    @extend_schema(responses=OpenApiTypes.OBJECT, summary="一个批次：读懂的内容、问题、将要写入的变化")
    def retrieve(self, request: Request, desk: str, pk: int) -> Response:
        return Response(_whole(self.get_object()))

    @extend_schema(
        parameters=[OpenApiParameter("group", enum=RowGroup.values)],
        responses=OpenApiTypes.OBJECT,
        summary="一个批次的行：读出的值、分组、变化和问题",
    )
    def rows(self, request: Request, desk: str, pk: int) -> Response:
        batch = self.get_object()
        reading, rows = occasion_of(batch).reading, batch.rows.order_by("number")
        group = request.query_params.get("group", "")
        if group:
            rows = rows.filter(group=group)
        told = [
            of_row(row, reading)
            | {"number": row.number, "changes": row.said("changes"), "kept": row.kept, "issues": row.remarks}
            for row in self.paginate_queryset(rows)
        ]
        return self.get_paginated_response(told)

    @extend_schema(request=CommitSerializer, responses=BatchSerializer, summary="入库：全部写入或全部不写入")
    def commit(self, request: Request, desk: str, pk: int) -> Response:
        batch, at = self.get_object(), clock.now()
        sent = CommitSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        form = desk_named(desk).commit_form(batch, occasion_of(batch), request.data, at=at)
        if not form.is_valid():
            errors = {name: [str(error) for error in found] for name, found in form.errors.items()}
            raise Refused("入库所需的内容不完整，请按提示补齐", code="invalid", status=422, field_errors=errors)
        seen = sent.validated_data["seen_digest"]
        if actions.is_heavy(batch):
            return self._handed_over(batch, "commit", {**_texts(request.data), "seen": seen})
        try:
            done = actions.commit(batch, words=form.cleaned_data, seen_digest=seen, by=request.user.actor, at=at)
        except Stale:
            actions.refresh(batch, by=request.user.actor)  # what is read next carries the digest that can be committed
            raise
        return Response(BatchSerializer(done).data)

    @extend_schema(request=UndoSerializer, responses=BatchSerializer, summary="整批撤销")
    def undo(self, request: Request, desk: str, pk: int) -> Response:
        batch = self.get_object()
        sent = UndoSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        reason = sent.validated_data["reason"]
        if actions.is_heavy(batch):
            return self._handed_over(batch, "undo", {"reason": reason})
        done = actions.undo(batch, reason=reason, by=request.user.actor, at=clock.now())
        return Response(BatchSerializer(done).data)

    def _handed_over(self, batch: Batch, act: str, said: Mapping[str, str]) -> Response:
        """202: what came of it is read from the batch later."""
        try:
            actions.hand_over(batch, act, said, by=self.request.user.actor, at=clock.now())
        except Stale:
            actions.refresh(batch, by=self.request.user.actor)
            raise
        return Response(BatchSerializer(self.get_object()).data, status=status.HTTP_202_ACCEPTED)

    def _desk(self) -> ImportDesk:
        return desk_for(self.request.user, self.kwargs["desk"])

    def _about(self, desk: ImportDesk, wanted: str) -> str:
        """What was asked for, where this person may import into it; else the only or likeliest one."""
        values = [value for value, _ in desk.abouts(self.request.user)]
        if not values:
            raise Refused(desk.nothing, code="nothing_open", status=422)
        if wanted and wanted not in values:
            message = f"{desk.why_not(wanted).removesuffix('。')}，可选：{'、'.join(values)}"
            raise Refused(message, code="invalid", status=422, field_errors={"about": [message]})
        return wanted or values[0]


def _texts(data: Mapping[str, Any]) -> dict[str, str]:
    """What was sent as the form's fields would come."""
    return {key: "" if data[key] is None else str(data[key]) for key in data}


def _whole(batch: Batch) -> dict[str, Any]:
    """The batch, and once the file was read what it says as a whole; its rows have pages of their own."""
    told = dict(BatchSerializer(batch).data)
    if batch.state not in {BatchState.READING, BatchState.REFUSED}:
        told |= of_file(batch, file=batch.file.name) | {"effect": batch.said("findings")["effect"]}
        del told["rows"]
    return told
