def main():
    # What the replayed function imports counts as well.
    from cairn.cmd import sleeper
    sleeper.main()
