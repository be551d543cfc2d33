"""What each of the runs measures: ``quick`` (that everything works), ``bench``, ``scale``, and
``million``, the largest size alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from data import Sample

__all__ = ["PLANS", "Plan"]

MERGED, NINE = "merged", "nine"


@dataclass(frozen=True)
class Plan:
    """Samples and repetitions. ``big_forms``: Splink's set-ups on the large sample of each maker, ``speed_forms`` those
    that are timed on it. ``in_full``: makers whose small samples are measured by all programs, else by tracing and Splink
    merged alone. ``others_on``: how many samples of each maker recordlinkage and the ceiling are measured on."""

    name: str
    small: tuple[Sample, ...]
    ceiling_trains_on: dict[str, Sample]
    big: tuple[Sample, ...]
    huge: Sample | None
    tiny: Sample | None
    in_full: tuple[str, ...]
    others_on: int
    big_forms: dict[str, tuple[str, ...]]
    speed_forms: tuple[str, ...]
    repeats: int
    queries: int
    peer_queries: int
    pairs: int
    peer_pairs: int
    labels: int
    largest_only: bool = False

    def samples(self) -> list[Sample]:
        """All samples, each once."""
        more = [s for s in (self.huge, self.tiny) if s is not None]
        return list(dict.fromkeys([*self.small, *self.ceiling_trains_on.values(), *self.big, *more]))

    def of(self, maker: str) -> list[Sample]:
        """The small samples of one maker."""
        return [s for s in self.small if s.maker == maker]


def _samples(maker: str, size: tuple[int, int], *seeds: int) -> tuple[Sample, ...]:
    return tuple(Sample(maker, *size, seed) for seed in seeds)


def _full(name: str, huge: bool) -> Plan:
    small, big = (10_000, 5_000), (100_000, 30_000)
    return Plan(
        name=name,
        small=(*_samples("own", small, 101, 102, 103), *_samples("border", small, 201, 202)),
        ceiling_trains_on={"own": Sample("own", *small, 102), "border": Sample("border", *small, 202)},
        big=(Sample("own", *big, 104), *((Sample("border", *big, 204),) if huge else ())),
        huge=Sample("own", 1_000_000, 200_000, 105) if huge else None,
        tiny=None,
        in_full=("own", "border"),
        others_on=3 if huge else 1,
        big_forms={"own": (MERGED, NINE) if huge else (MERGED,), "border": (MERGED, NINE) if huge else ()},
        speed_forms=(MERGED, NINE) if huge else (MERGED,),
        repeats=5 if huge else 2,
        queries=500,
        peer_queries=50 if huge else 10,
        pairs=500,
        peer_pairs=100 if huge else 30,
        labels=200,
    )


_TRY = (2_000, 1_000)

PLANS = {
    "quick": Plan(
        name="quick",
        small=(Sample("own", *_TRY, 101), Sample("border", *_TRY, 201)),
        ceiling_trains_on={"own": Sample("own", *_TRY, 102)},
        big=(Sample("own", *_TRY, 101),),
        huge=None,
        tiny=Sample("own", 1_000, 500, 101),
        in_full=("own",),
        others_on=1,
        big_forms={"own": (MERGED,)},
        speed_forms=(MERGED,),
        repeats=1,
        queries=50,
        peer_queries=3,
        pairs=50,
        peer_pairs=3,
        labels=50,
    ),
    "bench": _full("bench", huge=False),
    "scale": _full("scale", huge=True),
    "million": replace(
        _full("million", huge=True), big=_samples("own", (100_000, 30_000), 104), largest_only=True
    ),
}
