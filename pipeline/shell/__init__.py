"""The interactive shell: asking, opening, doubting and asking again. A face on FactChecker.

    lines.py       a typed line -> what is wanted
    commands.py    the commands, their help and their examples
    session.py     what has been asked, what is left out, which number means what
    asking.py, looking.py, library.py, keeping.py, export.py    what the commands do
    screens.py, matrix.py, passages.py    what they show
    worker.py      the thread that FactChecker lives in
    terminal.py, live.py, complete.py    the prompt;  pipe.py   lines from a pipe

Nothing here is imported before the prompt stands that the prompt does not need.
"""
