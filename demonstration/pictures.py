"""Drawn instead of photographed."""

from io import BytesIO

from PIL import Image, ImageDraw


def picture(number: int, *, after: bool = False) -> BytesIO:
    """A drawn site instead of a photo: sky, earth (green once it is covered), a road and three frames."""
    image = Image.new("RGB", (480, 360), (208 - number % 3 * 8, 220, 228))
    pen = ImageDraw.Draw(image)
    earth = (96, 132, 92) if after else (160 - number % 4 * 10, 146 - number % 5 * 6, 124)
    ridge = 190 + number * 37 % 60
    pen.polygon([(0, ridge), (160, ridge - 50), (320, ridge), (480, ridge - 40), (480, 360), (0, 360)], fill=earth)
    pen.rectangle((0, 292, 480, 316), fill=(108, 120, 132))
    for left in (90 + number % 7 * 12, 230, 360 - number % 5 * 10):
        pen.rectangle((left, 150, left + 26, 292), fill=(86, 96, 108))
    target = BytesIO()
    image.save(target, "JPEG", quality=70)
    target.seek(0)
    return target
