from fjord import local
