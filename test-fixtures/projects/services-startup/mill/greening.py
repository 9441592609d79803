from mill import green

green.patch()
