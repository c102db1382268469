"""Figures, tables and sentences in Chinese and English, drawn from an outcome."""
