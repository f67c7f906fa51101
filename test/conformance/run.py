"""Runs CPython's unmodified test_socket.py over the shim and prints one line of JSON at the end.

python3 run.py [PATTERN ...]   patterns choose tests by id (fnmatch); without any, all of them run
"""

import fnmatch
import importlib
import json
import os
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
# A built-in _socket would win over any path, so the shim is put in place by hand, before anybody imports socket.
import shim

sys.modules["_socket"] = shim

# VSOCK needs a hypervisor's help; on machines whose kernel has the family without one, the test hangs.
EXCLUDED = ["*VSOCK*"]


def flatten(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from flatten(item)
        else:
            yield item


class Result(unittest.TextTestResult):
    def startTest(self, test):
        super().startTest(test)
        if os.environ.get("JACKFIELD_CONFORMANCE_VERBOSE"):
            print(f"{time.strftime('%H:%M:%S')} {test.id()}", file=sys.stderr, flush=True)


def main():
    module = importlib.import_module("test.test_socket")
    patterns = sys.argv[1:]
    everything = list(flatten(unittest.defaultTestLoader.loadTestsFromModule(module)))
    excluded = [test for test in everything if any(fnmatch.fnmatch(test.id(), name) for name in EXCLUDED)]
    chosen = [test for test in everything if test not in excluded]
    if patterns:
        chosen = [test for test in chosen if any(fnmatch.fnmatch(test.id(), f"*{name}*") for name in patterns)]
    if hasattr(module, "setUpModule"):
        module.setUpModule()
    started = time.time()
    runner = unittest.TextTestRunner(stream=sys.stderr, resultclass=Result, verbosity=0)
    result = runner.run(unittest.TestSuite(chosen))
    # A test can fail in both of its threads; a sub-test counts as its test.
    failed = sorted({getattr(test, "test_case", test).id() for test, _ in result.failures + result.errors})
    print(
        json.dumps(
            {
                "python": sys.version.split()[0],
                "run": result.testsRun,
                "passed": result.testsRun - len(failed) - len(result.skipped) - len(result.expectedFailures),
                "failed": failed,
                "skipped": len(result.skipped),
                "excluded": len(excluded),
                "seconds": round(time.time() - started, 1),
                "calls": dict(shim.calls()),
            }
        ),
        flush=True,
    )
    # Threads of a failed test must not hold the process.
    os._exit(0)


main()
