"""A photo as handed in: what its metadata says for the check, and the same picture without any metadata.

Place, device and author never leave this module but as the values returned; the served bytes are drawn anew from the
pixels. Chat programs strip metadata too: a photo without them is as good as any other.
"""

import hashlib
import io
import math
import warnings
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.utils import timezone
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from core.foundation.verdict import Refused

LARGEST_UPLOAD = 20 * 1024 * 1024
LONGEST_SIDE = 1600
MOST_PIXELS = 60_000_000
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")
EARTH_KM = 6371.0088


@dataclass(frozen=True)
class Picture:
    """What is kept of a photo. `content` is a JPEG without metadata; place in degrees, None when the file says none."""

    content: bytes
    sha256: str
    width: int
    height: int
    taken_at: datetime | None
    latitude: Decimal | None
    longitude: Decimal | None


def read_picture(upload: BinaryIO) -> Picture:
    """Raises Refused for what is no picture, too large a file or too many pixels."""
    content = upload.read(LARGEST_UPLOAD + 1)
    if len(content) > LARGEST_UPLOAD:
        raise Refused(
            f"照片超过{LARGEST_UPLOAD // 1024 // 1024} MB，请降低分辨率后再上传。", code="too_large", status=413
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                return _read(image, content)
    except Refused:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _not_a_picture() from error
    except (OSError, SyntaxError, ValueError) as error:  # what Pillow raises for torn files
        raise _not_a_picture() from error


def _not_a_picture() -> Refused:
    return Refused("无法识别的照片，只收 JPG、PNG、WEBP 格式。", code="not_a_picture", status=422)


def _read(image: Image.Image, content: bytes) -> Picture:
    if image.width * image.height > MOST_PIXELS:
        raise Refused("照片像素过大，请降低分辨率后再上传。", code="too_large", status=413)
    exif = image.getexif()
    latitude, longitude = _place(exif)
    upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new("RGB", upright.size)  # a new image holds pixels and nothing else
    bare.paste(upright)
    target = io.BytesIO()
    bare.save(target, "JPEG", quality=QUALITY)
    return Picture(
        content=target.getvalue(),
        sha256=hashlib.sha256(content).hexdigest(),
        width=bare.width,
        height=bare.height,
        taken_at=_taken_at(exif),
        latitude=latitude,
        longitude=longitude,
    )


def _taken_at(exif: Image.Exif) -> datetime | None:
    """When the camera says it was taken; local time, which is what cameras write."""
    text = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    try:
        return timezone.make_aware(datetime.strptime(str(text).strip("\0 "), "%Y:%m:%d %H:%M:%S"))  # noqa: DTZ007
    except ValueError:
        return None


def _place(exif: Image.Exif) -> tuple[Decimal, Decimal] | tuple[None, None]:
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    latitude = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "S", 90)
    longitude = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "W", 180)
    return (None, None) if latitude is None or longitude is None else (latitude, longitude)


def _degrees(parts: Any, ref: Any, negative: str, most: int) -> Decimal | None:
    """Degrees, minutes, seconds as decimal degrees; None for what is not a place."""
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
        value = degrees + minutes / 60 + seconds / 3600
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    if not math.isfinite(value) or value > most:
        return None
    sign = -1 if str(ref).strip("\0 ").upper() == negative else 1
    return Decimal(f"{sign * value:.6f}")


def distance_km(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]) -> Decimal:
    """Kilometres between two (latitude, longitude), to a tenth: how far a photo was taken from its project."""
    (lat1, lon1), (lat2, lon2) = ((math.radians(float(value)) for value in place) for place in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return Decimal(f"{2 * EARTH_KM * math.asin(math.sqrt(half)):.1f}")
