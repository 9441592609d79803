import orchard.tool

orchard.tool.main()
