"""Small programs in Python 2, with what Python 2.7.18 printed when it ran them."""

import ast
import contextlib
import io

from network4.book.python2.modules import import_module
from network4.book.python2.names import NAMESPACE
from network4.book.python2.running import compiled

STATEMENTS = {
    "print": ('print "a", 1, [2.5]\nprint\nprint ("b"), 2\n', "a 1 [2.5]\n\nb 2\n"),
    "print a pair": ("print (1, 2)\nprint ()\nprint (3)\n", "(1, 2)\n()\n3\n"),
    "print and go on": (
        'for i in range(3): print i,\nprint "end"\nprint "a\\n",\nprint "b"\n',
        "0 1 2 end\na\nb\n",
    ),
    "print and write": (
        'import sys\nprint "a",\nsys.stdout.write("b\\n")\nprint "c"\n',
        "ab\nc\n",
    ),
    "print to a file": (
        "import sys\nprint >>sys.stdout, 1, 2,\nprint >>sys.stdout\nprint >>None, 3\n",
        "1 2\n3\n",
    ),
    "print over lines": ('print "a" + \\\n  "b", (1 +\n  2)  # why\n', "ab 3\n"),
    "print in one line": (
        'if 1: print "a"; print "b"\nelse: print "c"\n'
        "d = {1: 2}; print d[1], d.get(1)\n",
        "a\nb\n2 2\n",
    ),
    "print a lambda's value": ("print (lambda x, y: x)(1, 2), 3\n", "1 3\n"),
    "print a remainder": ('print ("%d %s") % (1, "b")\n', "1 b\n"),
    "print floats": (
        "print 1 / 3.0, 3.0, 1e20, -0.5, 2.5e-7\n",
        "0.333333333333 3.0 1e+20 -0.5 2.5e-07\n",
    ),
    "print as a function, and more": (
        "from __future__ import (division,\n  print_function)\n"
        'print("a", 7 / 2, sep="-")\n',
        "a-3.5\n",
    ),
    "print as a function": (
        'from __future__ import print_function\nprint("a", 7 / 2, sep="-")\n',
        "a-3\n",
    ),
    "exec": (
        'names = {}\nexec "a = 7 / 2" in names\nexec "b = 1"\nprint names["a"], b\n'
        'exec("print 3")\n',
        "3 1\n3\n",
    ),
    "raise and except": (
        'try:\n    raise ValueError, "no"\nexcept (KeyError, ValueError), error:\n'
        "    print error, error.message\nprint error.args\n",
        "no no\n('no',)\n",
    ),
    "raise with many": (
        "try: raise KeyError, (1, 2)\nexcept KeyError, e: print e.args\n"
        "try: raise KeyError, KeyError(3), None\nexcept KeyError, e: print e.args\n",
        "(1, 2)\n(3,)\n",
    ),
    "a pattern is caught": (
        "try: raise KeyError(1, 2)\nexcept KeyError, (a, b): print a + b\n"
        "try: raise KeyError(1, 2)\nexcept KeyError, e: print e[1], e.args[0]\n",
        "3\n2 1\n",
    ),
    "patterns as parameters": (
        "def f(a, (b, (c, d)), e=5):\n    'text'\n    return [a, b, c, d, e]\n"
        "print f(1, (2, (3, 4))), map(lambda (x, y): x * y, [(2, 3)])\n",
        "[1, 2, 3, 4, 5] [6]\n",
    ),
    "literals": (
        'print 0777, 10L, 0xFFL, 0, 00, 1 <> 2, `1, "a"`, `1` + `2`, 1.5e3, 08.5\n',
        "511 10 255 0 0 True (1, 'a') 12 1500.0 8.5\n",
    ),
    "texts": (
        'print len("\\u1234"), len(u"\\u1234"), ur"\\d", "\\N", "\\x41", "\\d"\n'
        'print """a\nb""", \'it\' "s"\n',
        "6 1 \\d \\N A \\d\na\nb its\n",
    ),
    "tabs": ("def f():\n        if 1:\n\t    return 3\n\nprint f()\n", "3\n"),
}
MEANINGS = {
    "division": (
        "x = 7\nx /= 2\nprint x, 7 / 2, -7 / 2, 7 / 2., 7. / 2, True / 2, 1 / 2 * 4\n",
        "3 3 -4 3.5 3.5 0 0\n",
    ),
    "division in place": (
        "class A: pass\na, b = A(), [7, 9]\na.x = 7\na.x /= 2\nb[1] /= 2\n"
        "def f(): print 'once',; return b\nf()[0] /= 2\nprint a.x, b\n",
        "once 3 [3, 4]\n",
    ),
    "true division": ("from __future__ import division\nprint 7 / 2\n", "3.5\n"),
    "dictionaries": (
        'd = {"a": 1}\nprint d.keys() + d.values(), d.items()[0], d.has_key("a")\n'
        'for k, v in d.iteritems(): print k, v\nprint map(d.has_key, "ab")\n'
        "print list(d.iterkeys()), list(d.itervalues())\n",
        "['a', 1] ('a', 1) True\na 1\n[True, False]\n['a'] [1]\n",
    ),
    "lists": (
        "print zip([1, 2], [3, 4]), range(3), filter(None, [0, 1])\n"
        "print map(None, [1], [])\n"
        'print filter(str.isdigit, "a1b2"), filter(None, (0, 1)), map(abs, [-1])[0]\n',
        "[(1, 3), (2, 4)] [0, 1, 2] [1]\n[(1, None)]\n12 (1,) 1\n",
    ),
    "sorting": (
        "a = [3, 1, 2]\na.sort(lambda x, y: cmp(y, x))\nprint a, sorted(a, cmp)\n"
        'print sorted("bA", key=str.lower), sorted([1, 2], cmp=lambda x, y: y - x)\n',
        "[3, 2, 1] [1, 2, 3]\n['A', 'b'] [2, 1]\n",
    ),
    "names": (
        "print xrange(3)[1], len(xrange(9)), unichr(97), long('3'), unicode(3)\n"
        "print isinstance(u'', basestring), reduce(lambda a, b: a * b, [2, 3, 4])\n"
        "print eval(compile('7 / 2', 'text', 'eval'))\n"
        "print apply(max, (1, 2)), cmp(1, 2), intern('a'), eval('7 / 2')\n",
        "1 9 a 3 3\nTrue 24\n3\n2 -1 a 3\n",
    ),
    "rounding": (
        "print round(2.5), round(-2.5), round(2.675, 2), round(7), round(15, -1)\n",
        "3.0 -3.0 2.67 7.0 20.0\n",
    ),
    "iterators": (
        "class Three:\n    n = 0\n    def __iter__(self): return self\n"
        "    def next(self):\n        self.n += 1\n"
        "        if self.n > 3: raise StopIteration\n        return self.n\n"
        "print list(Three()), Three().next(), iter('ab').next()\n",
        "[1, 2, 3] 1 a\n",
    ),
    "classes": (
        "class A:\n    def __init__(self, n): self.n = n\n"
        "    def __nonzero__(self): return False\n"
        "    def __div__(self, other): return 'divided'\n"
        "    def __cmp__(self, other): return cmp(self.n, other.n)\n"
        "    def __unicode__(self): return u'text'\n"
        "print bool(A(1)), A(1) / 2, A(1) < A(2), A(1) == A(1), unicode(A(1))\n"
        "print sorted([A(2), A(1)])[0].n\n",
        "False divided True True text\n1\n",
    ),
    "a metaclass": (
        "class M(type):\n    def __new__(m, n, b, d):\n        d['x'] = 3\n"
        "        return type.__new__(m, n, b, d)\n"
        "class A(object):\n    __metaclass__ = M\nprint A.x\n",
        "3\n",
    ),
    "functions": (
        "def f(): 'text'\nprint f.func_name, f.func_doc, f.func_code is f.func_code\n",
        "f text True\n",
    ),
    "encodings": ("print 'abc'.encode('hex'), '6162'.decode('hex')\n", "616263 ab\n"),
    "modules": (
        "import string, itertools, sys, operator, StringIO, cPickle, Queue\n"
        "print string.letters[:3], string.join(['a', 'b'], '-'), string.upper('a')\n"
        "print list(itertools.izip([1], [2])), sys.maxint > 5, operator.div(7, 2)\n"
        "s = StringIO.StringIO()\nprint >>s, 'in',\n"
        "print s.getvalue(), Queue.Queue().qsize()\n"
        "print cPickle.loads(cPickle.dumps({'a': [1]}))\n",
        "abc a-b A\n[(1, 2)] True 3\nin 0\n{'a': [1]}\n",
    ),
    "names from modules": (
        "from itertools import izip, imap\nfrom string import maketrans, lowercase\n"
        "print list(imap(abs, [-1])), list(izip('a', 'b')), lowercase[:2]\n"
        "print 'abc'.translate(maketrans('a', 'b'))\n",
        "[1] [('a', 'b')] ab\nbbc\n",
    ),
    "any two values": (
        "best = None\nif 0.5 > best: best = 0.5\nprint best, None < -1, 1 < 'a'\n"
        "print max(None, 3), min([2, None]), sorted(['a', 1, None]), cmp(1, 'a')\n",
        "0.5 True True\n3 None [None, 1, 'a'] -1\n",
    ),
    "kinds": (
        "print isinstance(u'', unicode), isinstance('', basestring), oct(8)\n"
        "print isinstance(3, (int, long)), isinstance(xrange(3), xrange)\n"
        "print u'caf\\xe9'.encode('utf-8'), u'\\xe9a'.encode('ascii', 'ignore')\n",
        "True True 010\nTrue True\ncaf\xe9 a\n",
    ),
    "floats in texts": (
        "print '%s %r %.3f %d' % (1 / 3., 0.5, 1 / 3., 2.9), '%(a)s' % {'a': 2 / 3.}\n"
        "print '{0} {1:.2f} {2}'.format(1 / 3., 0.5, 'a'), str(1 / 3.), repr(1 / 3.)\n",
        "0.333333333333 0.5 0.333 2 0.666666666667\n"
        "0.333333333333 0.50 a 0.333333333333 0.3333333333333333\n",
    ),
    "reload": (
        "import sys\nreload(sys)\nsys.setdefaultencoding('utf-8')\n"
        "print sys.maxint > 0\n",
        "True\n",
    ),
    "floors": (
        "import math\nfrom math import floor\n"
        "print math.floor(2.5) / 4, floor(7 / 2)\n",
        "0.5 3.0\n",
    ),
    "one's own names": (
        "def xrange(n): return 'own'\nclass D:\n"
        "    def has_key(self, k): return 'mine'\n"
        "    def keys(self): return 'kept'\n"
        "print xrange(3), D().has_key(1), D().keys()\n",
        "own mine kept\n",
    ),
}


def is_python_3(text):
    """Return whether today's Python reads a program."""
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


UNREADABLE = {name: t for name, (t, _) in STATEMENTS.items() if not is_python_3(t)}


def run_old(text, path="old.py"):
    """Run a program in Python 2; return what it printed."""
    written = io.BytesIO()
    printed = io.TextIOWrapper(written, "utf-8", "surrogateescape", newline="\n")
    names = {
        "__name__": "__main__",
        "__builtins__": {**NAMESPACE, "__import__": import_module},
    }
    with contextlib.redirect_stdout(printed):
        exec(compiled(text, path, "exec"), names)
    printed.flush()
    return written.getvalue().decode("utf-8", "surrogateescape")
