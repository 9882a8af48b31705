"""Run as a program of its own: reads the picture named in its argument, writes a small WebP to stdout."""

import resource
import sys
from io import BytesIO

from PIL import Image, ImageOps

SIDE_PX = 480
MOST_PIXELS = 50_000_000
MOST_MEMORY_BYTES = 1024 * 1024 * 1024
MOST_CPU_S = 8
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


def small(path: str) -> bytes:
    """The picture upright, at most 480 pixels a side, without metadata; raises whatever Pillow raises."""
    with Image.open(path, formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        # A JPEG is decoded at a fraction of its size.
        picture.draft("RGB", (2 * SIDE_PX, 2 * SIDE_PX))
        picture.thumbnail((SIDE_PX, SIDE_PX))
        upright = ImageOps.exif_transpose(picture)
        plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    for kind in ("exif", "icc_profile", "xmp", "XML:com.adobe.xmp", "comment"):
        plain.info.pop(kind, None)
    out = BytesIO()
    plain.save(out, "WEBP", quality=78, method=4)
    return out.getvalue()


def main() -> None:
    """Within limits of memory and time, since the picture may be made to exceed them."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
    sys.stdout.buffer.write(small(sys.argv[1]))


if __name__ == "__main__":
    main()
