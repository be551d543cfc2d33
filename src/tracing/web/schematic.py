"""Two origins on a plain map: points, the departments around them, north up. Nothing is fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from tracing.service.origins import Point, departments, kilometres

__all__ = ["Dot", "Schematic", "draw"]

WIDTH, HEIGHT = 360.0, 260.0
_ROOM = 46.0
_LEAST_DEGREES = 1.2
_MOST_AROUND = 9
_APART = 26.0
_KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on the map: where it is (pixels), and on which side of the dot its name stands."""

    name: str
    x: float
    y: float
    left: bool


@dataclass(frozen=True, slots=True)
class Schematic:
    """``child``, ``inquiry``: the two origins. ``around``: places to find one's way by. ``scale_km`` is as long as ``scale``
    pixels; ``apart_km``: how far the likeliest readings are apart, None where one is missing."""

    child: tuple[Dot, ...]
    inquiry: tuple[Dot, ...]
    around: tuple[Dot, ...]
    scale: float
    scale_km: int
    apart_km: float | None


def draw(child: Sequence[Point], inquiry: Sequence[Point]) -> Schematic | None:
    """Return the map of what the two records may mean; None where neither says a place."""
    points = [*child, *inquiry]
    if not points:
        return None
    middle = (
        (min(p.lon for p in points) + max(p.lon for p in points)) / 2,
        (min(p.lat for p in points) + max(p.lat for p in points)) / 2,
    )
    narrower = cos(radians(middle[1]))
    wide = max(_LEAST_DEGREES, (max(p.lon for p in points) - min(p.lon for p in points)) * narrower)
    high = max(_LEAST_DEGREES, max(p.lat for p in points) - min(p.lat for p in points))
    pixels = min((WIDTH - 2 * _ROOM) / wide, (HEIGHT - 2 * _ROOM) / high)

    def dot(point: Point) -> Dot:
        x = WIDTH / 2 + (point.lon - middle[0]) * narrower * pixels
        y = HEIGHT / 2 - (point.lat - middle[1]) * pixels
        return Dot(point.name, round(x, 1), round(y, 1), x > WIDTH / 2)

    own = [*map(dot, child), *map(dot, inquiry)]
    around: list[Dot] = []
    named = {p.name for p in points}
    for one in sorted(departments(), key=lambda p: abs(p.lat - middle[1]) + abs(p.lon - middle[0])):
        made = dot(one)
        if one.name in named or not (8 < made.x < WIDTH - 8 and 12 < made.y < HEIGHT - 24):
            continue
        if all(abs(made.x - d.x) + abs(made.y - d.y) > _APART for d in (*own, *around)):
            around.append(made)
        if len(around) == _MOST_AROUND:
            break
    scale_km = next((km for km in (500, 200, 100, 50, 20, 10) if km / _KM_PER_DEGREE * pixels < WIDTH / 3), 5)
    return Schematic(
        tuple(map(dot, child)),
        tuple(map(dot, inquiry)),
        tuple(around),
        round(scale_km / _KM_PER_DEGREE * pixels, 1),
        scale_km,
        kilometres(child[0], inquiry[0]) if child and inquiry else None,
    )
