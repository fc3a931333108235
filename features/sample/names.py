"""Invented names for invented people, so that a sample looks like an office."""

from __future__ import annotations

import numpy as np

GIVEN = tuple(
    "Adi Agus Ahmad Andi Anita Ayu Bagus Bambang Budi Citra Dedi Dewi Dian Dwi Eka Endang Fajar"
    " Fitri Galih Hadi Hendra Indah Intan Joko Kartika Lestari Made Maya Mega Muhammad Nanda Nur"
    " Nyoman Putri Rahmat Ratna Rina Rizki Sari Siti Slamet Sri Sukma Taufik Teguh Tri Umi Wahyu"
    " Wawan Yanti Yusuf Zainal".split()
)
FAMILY = tuple(
    "Adinata Anggraini Ardiansyah Astuti Firmansyah Ginting Gunawan Halim Handayani Harahap"
    " Hartono Hasibuan Hidayat Irawan Kurniawan Kusuma Lubis Mahendra Maharani Marpaung Nababan"
    " Nasution Nugroho Nuraini Permana Prabowo Pramono Prasetyo Pratama Purnomo Puspita Rahayu"
    " Rahmawati Ramadhan Saputra Saragih Setiawan Siregar Sitompul Suharto Sulistyo Suryani"
    " Susanto Sutrisno Tarigan Utami Wibowo Widodo Wijaya Wulandari Yulianto".split()
)


def invented_names(n: int, *, seed: int = 7) -> list[str]:
    """Return so many names of two or three words; the same seed gives the same names."""
    rng = np.random.default_rng(seed)
    first, second = rng.choice(GIVEN, n), rng.choice(GIVEN, n)
    longer, last = rng.random(n) < 0.4, rng.choice(FAMILY, n)
    both = zip(first, second, longer, last, strict=True)
    return [f"{a} {b} {c}" if three and a != b else f"{a} {c}" for a, b, three, c in both]
