package arch

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// goFile is what the checks need to know of one Go file.
type goFile struct {
	path    string // from the root, with slashes
	pkg     string // name in the package clause
	test    bool
	doc     bool // has a package comment
	imports []string
	calls   []call
	funcs   []function
	lines   int
}

func (f *goFile) dir() string { return path.Dir(f.path) }

// call is a use of another package's name, as os.Getenv.
type call struct {
	name string // import path, dot, identifier
	line int
}

type function struct {
	name  string
	line  int
	lines int
}

// textFile is a source file that is not Go: only its length is looked at.
type textFile struct {
	path  string
	lines int
}

// tree is the repository as the checks see it.
type tree struct {
	files []goFile
	texts []textFile
}

// notOurs are directories that hold no sources of this house.
var notOurs = []string{".git", ".cache", "node_modules", "bin", "testdata", "dist"}

var textKinds = []string{".ts", ".tsx", ".js", ".css", ".html", ".sql", ".sh", ".awk"}

// load reads all sources under the root of fsys.
func load(fsys fs.FS) (*tree, error) {
	t := &tree{}
	err := walk(fsys, func(name string) error {
		kind := path.Ext(name)
		if kind != ".go" && !slices.Contains(textKinds, kind) {
			return nil
		}
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		lines := bytes.Count(src, []byte("\n"))
		if kind != ".go" {
			t.texts = append(t.texts, textFile{path: name, lines: lines})
			return nil
		}
		f, err := parseGo(name, src)
		if err != nil {
			return err
		}
		f.lines = lines
		t.files = append(t.files, f)
		return nil
	})
	return t, err
}

// walk calls f for each file of the house, in path order.
func walk(fsys fs.FS, f func(name string) error) error {
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains(notOurs, d.Name()):
			return fs.SkipDir
		case d.IsDir():
			return nil
		default:
			return f(name)
		}
	})
}

func parseGo(name string, src []byte) (goFile, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return goFile{}, fmt.Errorf("architecture test: %w", err)
	}
	f := goFile{
		path: name,
		pkg:  file.Name.Name,
		test: strings.HasSuffix(name, "_test.go"),
		doc:  file.Doc != nil && strings.TrimSpace(file.Doc.Text()) != "",
	}
	local := map[string]string{} // name in the file → import path
	for _, spec := range file.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return goFile{}, fmt.Errorf("architecture test: %s: import %s: %w", name, spec.Path.Value, err)
		}
		f.imports = append(f.imports, p)
		local[path.Base(p)] = p
		if spec.Name != nil {
			local[spec.Name.Name] = p
		}
	}
	f.calls = callsIn(set, file, local)
	f.funcs = functionsIn(set, file)
	return f, nil
}

func callsIn(set *token.FileSet, file *ast.File, local map[string]string) []call {
	var out []call
	ast.Inspect(file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if id, ok := sel.X.(*ast.Ident); ok && local[id.Name] != "" {
			out = append(out, call{name: local[id.Name] + "." + sel.Sel.Name, line: set.Position(sel.Pos()).Line})
		}
		return true
	})
	return out
}

func functionsIn(set *token.FileSet, file *ast.File) []function {
	var out []function
	for _, d := range file.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		from, to := set.Position(fn.Pos()).Line, set.Position(fn.End()).Line
		out = append(out, function{name: fn.Name.Name, line: from, lines: to - from + 1})
	}
	return out
}
