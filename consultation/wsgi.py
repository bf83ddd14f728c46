import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consultation.settings")

application = get_wsgi_application()

from consultation.warming import warm  # noqa: E402  it needs the settings

warm()

# What starting has made stays for good: no collection of garbage need look through it during a request.
gc.collect()
gc.freeze()
# A page makes thousands of objects that all go with its answer: looking through each two thousand is in vain.
gc.set_threshold(20_000)
