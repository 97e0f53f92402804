"""The floor's application. Run as a program it makes the floor's one user."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.floors.settings")

from django.core.wsgi import get_wsgi_application

from bench.floors import PASSWORD, USER

application = get_wsgi_application()

if __name__ == "__main__":
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    if not User.objects.filter(username=USER).exists():
        User.objects.create_user(USER, password=PASSWORD)
