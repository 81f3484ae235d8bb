from __future__ import annotations


class Bits:
    """Bits written one after another, the first one highest, as H.264 reads them."""

    def __init__(self) -> None:
        self._written: list[str] = []

    def number(self, value: int, width: int) -> Bits:
        self._written.append(f"{value:0{width}b}")
        return self

    def golomb(self, *values: int) -> Bits:
        """Exponential Golomb codes of numbers from 0 up."""
        for value in values:
            length = (value + 1).bit_length()
            self._written.append("0" * (length - 1) + f"{value + 1:b}")
        return self

    def padded(self, fill: str = "0") -> bytes:
        """Filled up to a whole byte; with "1" first where the stream needs an end mark."""
        bits = "".join(self._written) + ("1" if fill == "1" else "")
        bits += "0" * (-len(bits) % 8)
        return int(bits, 2).to_bytes(len(bits) // 8, "big")
