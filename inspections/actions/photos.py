"""Photos of a visit or a reply: what was handed in is kept bare, what its metadata said stands in the row."""

import io
from collections.abc import Iterable
from datetime import datetime

from core.accounts.models import User
from core.operations.storage import store_file
from inspections.choices import PhotoOf
from inspections.models import Finding, Photo, Visit
from inspections.pictures import Picture

MOST_PHOTOS = 9

PHOTO_OWNER = "inspection_visit"
"""`StoredFile.owner_kind` of pictures; they are served by their own address only."""


def keep_photos(  # noqa: PLR0913 - the columns of a picture
    visit: Visit,
    pictures: Iterable[Picture],
    *,
    of: PhotoOf,
    by: User,
    at: datetime,
    finding: Finding | None = None,
    round_number: int = 0,
) -> list[Photo]:
    """Store the bare pictures under plain names; what their metadata said stands in the rows."""
    made = []
    for picture in pictures:
        served = store_file(
            f"{of.label}.jpg",
            io.BytesIO(picture.content),
            kind="photo",
            by=by.actor,
            at=at,
            owner=(PHOTO_OWNER, visit.code),
        )
        made.append(
            Photo.objects.create(
                visit=visit,
                of=of,
                finding=finding,
                round=round_number,
                served=served,
                original_sha256=picture.sha256,
                taken_at=picture.taken_at,
                latitude=picture.latitude,
                longitude=picture.longitude,
                width=picture.width,
                height=picture.height,
                at=at,
                by_label=by.display_name,
            )
        )
    return made
