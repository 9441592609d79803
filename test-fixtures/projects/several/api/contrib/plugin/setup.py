import setuptools

setuptools.setup(name='inner')
