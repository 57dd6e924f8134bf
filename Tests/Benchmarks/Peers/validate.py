"""The peer of the bench 'validate': PyYAML (libyaml) and jsonschema check the same files by our generated schema.

Arguments: the folder of the jobs and the schema's file. Prints the seconds that it took.
"""
import json, pathlib, sys, time

import jsonschema, yaml

folder, schema = sys.argv[1:]
start = time.monotonic()
validator = jsonschema.Draft7Validator(json.loads(pathlib.Path(schema).read_text()))
for file in sorted(pathlib.Path(folder).glob("*.yaml")):
    for error in validator.iter_errors(yaml.load(file.read_text(), yaml.CBaseLoader)):
        pass
print(time.monotonic() - start)
