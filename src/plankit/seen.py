"""Which ids were met before, in 8 bytes each: duplicates are dropped among millions without keeping the ids."""

from __future__ import annotations

from hashlib import blake2b
from itertools import compress
from struct import Struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable

# Each bucket holds marks whose lowest bits are the bucket's number, so that the lowest byte is not kept.
_LEAST = 256
_KEPT = 7
# Marks a bucket, on average: more cost less memory and longer copies.
_LOAD = 48
_EMPTY = blake2b(digest_size=8)
_KEYS = Struct(f"{_KEPT}s")
# For each bit of a byte: which bytes have it, and which have not.
_SET = [bytes(byte >> bit & 1 for byte in range(256)) for bit in range(8)]
_CLEAR = [bytes(1 - has for has in table) for table in _SET]


def mark_of(identity: Hashable) -> int:
    """Return the 64-bit mark of an id: the same in every process, and its own for each `repr`.

    Of a million ids two have the same mark with a probability of 3 in 100 million.

    Args:
        identity: Text, a number, or a tuple of those: its `repr` says all and is the same everywhere.
    """
    # To copy takes half as long as to make one: most of the time of a mark.
    digest = _EMPTY.copy()
    digest.update(repr(identity).encode("utf-8", "backslashreplace"))
    return int.from_bytes(digest.digest(), "little")


class Seen:
    """A set of 64-bit marks that only grows, in about 8 bytes each instead of the 67 of a Python set.

    It is a linear hash table: as marks come, one bucket at a time is split in two, so that no mark takes longer than
    some microseconds to add, however many there are. Marks must be spread evenly, as those of `mark_of` are; others
    are told apart as well, and slowly.
    """

    __slots__ = ("_buckets", "_mask", "_room", "_split")

    def __init__(self) -> None:
        self._buckets: list[bytes] = [b""] * _LEAST
        self._mask: int = _LEAST - 1
        # The next bucket to split. Those before it, and those that came of them, go by one bit more than *mask* has.
        self._split: int = 0
        # Marks that fit before the next split.
        self._room: int = _LEAST * _LOAD

    def __len__(self) -> int:
        return len(self._buckets) * _LOAD - self._room

    def __repr__(self) -> str:
        return f"<Seen {len(self)}>"

    def __contains__(self, mark: int) -> bool:
        return _holds(self._buckets[self._place(mark)], (mark >> 8).to_bytes(_KEPT, "little"))

    def add(self, mark: int) -> bool:
        """Add *mark* and return whether it is new.

        Raises:
            OverflowError: It is negative, or has more than 64 bits.
        """
        key = (mark >> 8).to_bytes(_KEPT, "little")
        # As `_place`, without the call: this is done for each item of a list.
        place = mark & self._mask
        if place < self._split:
            place = mark & (2 * self._mask + 1)
        bucket = self._buckets[place]
        if bucket.find(key) >= 0 and _holds(bucket, key):
            return False
        # Bytes of the exact length: what grows in place keeps room to grow.
        self._buckets[place] = bucket + key
        self._room -= 1
        if self._room < 0:
            self._grow()
        return True

    def _place(self, mark: int) -> int:
        place = mark & self._mask
        return place if place >= self._split else mark & (2 * self._mask + 1)

    def _grow(self) -> None:
        """Split a bucket by the next bit of its marks."""
        byte, bit = divmod(self._mask.bit_length() - 8, 8)
        bucket = self._buckets[self._split]
        keys = [key for (key,) in _KEYS.iter_unpack(bucket)]
        bits = bucket[byte::_KEPT]
        self._buckets[self._split] = b"".join(compress(keys, bits.translate(_CLEAR[bit])))
        self._buckets.append(b"".join(compress(keys, bits.translate(_SET[bit]))))
        self._room += _LOAD
        self._split += 1
        if self._split > self._mask:
            self._mask = 2 * self._mask + 1
            self._split = 0


def _holds(bucket: bytes, key: bytes) -> bool:
    at = bucket.find(key)
    # A find between two keys is none.
    while at % _KEPT and at > 0:
        at = bucket.find(key, at + 1)
    return at >= 0
