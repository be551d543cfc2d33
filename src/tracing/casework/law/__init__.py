"""The law that the program applies, as a dated register: per country and sub-unit what the rule is, where it stands, from
when until when, and who checked it on which day (brief E4, I1).

``rules`` says which figures there are (``names``, ``figures``), the program's own ``deadlines`` among them, ``entries`` what an entry
holds, ``register`` which one is valid on a day, ``terms`` what is due by it in a place, ``files`` reads those that are shipped,
``sources`` finds what a sentence of casework rests on, ``compare`` puts two places side by side, ``entering`` says who may enter a
version and when it takes a second person.
"""
