from weaver import patching


class Process:
    @property
    def name(self):
        patching.patch()
        return 'weaver'
