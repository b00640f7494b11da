"""Paragraphs → metadata, references, sentences, names, claims and figures. Pure: the same text gives the same rows."""
