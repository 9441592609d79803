import setuptools

setuptools.setup(
    name='orchard',
    version='1.0',
    packages=['orchard'],
    scripts=[
        'bin/orchard-run',
        'tools/orchard-shell.sh',
        'tools/orchard-tool.py',
        'bin/orchard-gone',
    ],
    entry_points={
        'console_scripts': [
            'orchard-api = orchard.api:main',
            'orchard-guarded = orchard.tool:main',
            'orchard-lib = orchard.library:main [fruit]',
        ],
        'gui_scripts': [
            'orchard-window = orchard.window:show',
        ],
        'orchard.drivers': [
            'green = orchard.green:Driver',
        ],
    },
)
