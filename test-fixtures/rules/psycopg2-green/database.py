from eventlet.support import psycopg2_patcher  # expect: import-internals
from eventlet.support.psycopg2_patcher import make_psycopg_green  # expect: import-internals

psycopg2_patcher.make_psycopg_green()  # expect: psycopg2-green


def connect():
    make_psycopg_green()  # expect: psycopg2-green
    import psycopg2
    return psycopg2.connect('')
