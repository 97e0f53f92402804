"""Settings of the floor: what a Django site cannot do without, and the portal's own password hash."""

import os

import environ

_BASE = """<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>floor</title></head>
<body><nav>{% if user.is_authenticated %}{{ user.username }}{% endif %}</nav>{% block content %}{% endblock %}
</body></html>"""
_LIST = """{% extends "base" %}{% block content %}<p>{{ page.paginator.count }}</p><table>{% for p in page %}<tr>
<td><a href="/detail/{{ p.pk }}">{{ p.code }}</a></td><td>{{ p.name }}</td><td>{{ p.county_id }}</td>
<td>{{ p.category_id }}</td><td>{{ p.status }}</td><td>{{ p.owner }}</td><td>{{ p.contractor }}</td>
<td>{{ p.start_on|date:"Y-m-d" }}</td><td>{{ p.plan_total }}</td><td>{{ p.plan_year }}</td></tr>{% endfor %}</table>
{% if page.has_next %}<a href="?page={{ page.next_page_number }}">&gt;</a>{% endif %}{% endblock %}"""
_BOARD = """{% extends "base" %}{% block content %}<table>{% for row in rows %}<tr><td>{{ row.0 }}</td>
<td>{{ row.1 }}</td><td>{{ row.2 }}</td><td>{{ row.3 }}</td></tr>{% endfor %}</table>
{{ series|json_script:"series" }}{% endblock %}"""
_DETAIL = """{% extends "base" %}{% block content %}<dl>{% for name, value in fields %}<dt>{{ name }}</dt>
<dd>{{ value }}</dd>{% endfor %}</dl><table>{% for each in progress %}<tr><td>{{ each.month }}</td>
<td>{{ each.invest_plan }}</td><td>{{ each.invest_actual }}</td><td>{{ each.physical_pct }}</td></tr>{% endfor %}
</table>{% endblock %}"""
_LOGIN = """{% extends "base" %}{% block content %}<form method="post">{% csrf_token %}{{ form }}<button>ok</button>
</form>{% endblock %}"""

SECRET_KEY = "only-for-measurements"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "bench.floors.site"
USE_TZ = True
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/hello"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "rest_framework",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
_TEMPLATES = {"base": _BASE, "list": _LIST, "board": _BOARD, "detail": _DETAIL, "login": _LOGIN}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ],
            "loaders": [
                ("django.template.loaders.cached.Loader", [("django.template.loaders.locmem.Loader", _TEMPLATES)])
            ],
        },
    }
]
DATABASES = {"default": environ.Env.db_url_config(os.environ["DATABASE_URL"]) | {"CONN_MAX_AGE": 600}}
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"]}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
