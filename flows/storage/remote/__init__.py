"""Raw articles and output in stores that fsspec reaches: brought to folders here, built there, and sent.

The build itself knows only folders. What belongs here: which folder stands for which URL (`places`), the store and its
troubles (`store`), raw objects mirrored (`mirror`), the dataset brought, sent and swapped in (`published`), and the
lock (`lease`). Nothing here reads articles or knows what is in a part.
"""
