package httpapi_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
)

// The sections of docs/problems.md, each with the codes that the sources of its kind hold.
const (
	errorCodes   = "Errors"
	fileKinds    = "Files that cannot be read"
	systemCauses = "Coordinate systems"
	rejections   = "Rejected features"
	lineCodes    = "Lines in bulk"
	findingKinds = "Findings of a check"
)

// constants says which string constants are codes, by folder and beginning of the name;
// an empty beginning takes the constants of a single file.
var constants = []struct{ dir, file, prefix, section string }{
	{"geo/codec", "", "Kind", fileKinds},
	{"geo/codec", "", "Reason", rejections},
	{"geo/walk/streets", "", "Reason", rejections},
	{"geo/partition", "fault.go", "", rejections},
	{"geo/crs", "", "Cause", systemCauses},
	{"internal/atlas", "", "line", lineCodes},
	{"internal/atlas", "", "Finding", findingKinds},
}

// passedOn are codes that are not written where the error is made: they come from one of
// the sources above.
var passedOn = map[string]bool{"internal/intake: bad.reason": true, "internal/httpapi: bad.code": true, "internal/httpapi: e.Code": true}

// noReasons are words of internal/intake that are no reasons: a status, and columns of files.
var noReasons = map[string]bool{"stored_with_findings": true, "name_en": true, "name_zh_hant": true}

var codeWord = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

// gathered holds, by section, the codes found in the sources.
type gathered struct {
	t      *testing.T
	codes  map[string]map[string]bool
	causes map[string]string // constants of geo/crs: intake rejects for one of them
}

func (g *gathered) add(section, code string) {
	if !codeWord.MatchString(code) {
		g.t.Errorf("%q is no code (%s)", code, section)
	}
	if g.codes[section] == nil {
		g.codes[section] = map[string]bool{}
	}
	g.codes[section][code] = true
}

// TestProblems: every stable code in the sources stands in docs/problems.md, in its
// section, and nothing else does.
func TestProblems(t *testing.T) {
	root := geotest.RepoRoot(t)
	g := &gathered{t: t, codes: map[string]map[string]bool{}, causes: map[string]string{}}
	for _, top := range []string{"geo", "tiles", "internal", "cmd"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			dir, err := filepath.Rel(root, filepath.Dir(path))
			if err != nil {
				return err
			}
			return g.file(path, filepath.ToSlash(dir))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	page := readPage(t, filepath.Join(root, "docs", "problems.md"))
	for _, section := range []string{errorCodes, fileKinds, systemCauses, rejections, lineCodes, findingKinds} {
		if len(g.codes[section]) == 0 {
			t.Errorf("%s: no code was found in the sources", section)
		}
		for code := range g.codes[section] {
			if !page[section][code] {
				t.Errorf("%s: %s is not in docs/problems.md", section, code)
			}
		}
		for code := range page[section] {
			if !g.codes[section][code] {
				t.Errorf("%s: %s is in docs/problems.md, and no source has it", section, code)
			}
		}
	}
}

// readPage reads the rows "| `code` | …" under each heading.
func readPage(t *testing.T, path string) map[string]map[string]bool {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string]bool{}
	section := ""
	for line := range strings.Lines(string(text)) {
		if h, ok := strings.CutPrefix(line, "## "); ok {
			section = strings.TrimSpace(h)
			out[section] = map[string]bool{}
			continue
		}
		rest, ok := strings.CutPrefix(line, "| `")
		if !ok {
			continue
		}
		code, rest, _ := strings.Cut(rest, "`")
		if out[section][code] {
			t.Errorf("%s: %s stands twice", section, code)
		}
		for cell := range strings.SplitSeq(strings.Trim(strings.TrimSpace(rest), "|"), "|") {
			if strings.TrimSpace(cell) == "" {
				t.Errorf("%s: %s says nothing in a cell", section, code)
			}
		}
		out[section][code] = true
	}
	return out
}

// file gathers the codes of one source file.
func (g *gathered) file(path, dir string) error {
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	taken := map[ast.Expr]bool{} // literals that are codes of errors
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GenDecl:
			g.constants(n, dir, filepath.Base(path))
		case *ast.CallExpr:
			if i := codeArgument(n, dir); i >= 0 && len(n.Args) > i {
				taken[n.Args[i]] = true
				g.errorCode(n.Args[i], dir)
			}
			if cause := rejectedFor(n); dir == "internal/intake" && cause != "" {
				g.add(rejections, g.causes[cause])
			}
		case *ast.CompositeLit:
			if of, ok := n.Type.(*ast.Ident); ok && dir == "internal/httpapi" && (of.Name == "badParameter" || of.Name == "Problem") {
				g.problem(n, dir)
			}
		case *ast.BasicLit:
			// Intake hands reasons about in several ways: each word with an underscore is one.
			if s, err := strconv.Unquote(n.Value); dir == "internal/intake" && n.Kind == token.STRING && err == nil && !taken[n] &&
				n.Value[0] == '"' && codeWord.MatchString(s) && strings.Contains(s, "_") && !noReasons[s] {
				g.add(rejections, s)
			}
		}
		return true
	})
	return nil
}

// problem takes the code of a problem.
func (g *gathered) problem(lit *ast.CompositeLit, dir string) {
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			g.t.Errorf("%s: a problem whose fields have no names", dir)
			continue
		}
		if key, ok := kv.Key.(*ast.Ident); ok && (key.Name == "code" || key.Name == "Code") {
			g.errorCode(kv.Value, dir)
		}
	}
}

// codeArgument is the place of the code among the arguments of city.Errorf and city.Wrap.
func codeArgument(call *ast.CallExpr, dir string) int {
	name := ""
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		if dir == "internal/city" {
			name = fun.Name
		}
	case *ast.SelectorExpr:
		if pkg, ok := fun.X.(*ast.Ident); ok && pkg.Name == "city" {
			name = fun.Sel.Name
		}
	}
	switch name {
	case "Errorf":
		return 1
	case "Wrap":
		return 2
	}
	return -1
}

// rejectedFor is the constant of geo/crs for which intake rejects a feature; empty when
// the call is no such rejection.
func rejectedFor(call *ast.CallExpr) string {
	fun, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || fun.Sel.Name != "reject" || len(call.Args) < 2 {
		return ""
	}
	reason, ok := call.Args[1].(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if pkg, ok := reason.X.(*ast.Ident); !ok || pkg.Name != "crs" {
		return ""
	}
	return reason.Sel.Name
}

// errorCode takes the code of an error: a literal, a constant of this package, or one of
// those that are passed on.
func (g *gathered) errorCode(e ast.Expr, dir string) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil {
			g.add(errorCodes, s)
			return
		}
	case *ast.Ident:
		if dir == "internal/httpapi" && e.Name == "unsupportedType" {
			return // the constant is gathered where it is declared
		}
		g.t.Errorf("%s: the code of an error is the variable %s", dir, e.Name)
		return
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok && passedOn[dir+": "+x.Name+"."+e.Sel.Name] {
			return
		}
	}
	g.t.Errorf("%s: the code of an error is not written there", dir)
}

func (g *gathered) constants(decl *ast.GenDecl, dir, file string) {
	if decl.Tok != token.CONST {
		return
	}
	for _, spec := range decl.Specs {
		v, ok := spec.(*ast.ValueSpec)
		if !ok || len(v.Values) != len(v.Names) {
			continue
		}
		for i, name := range v.Names {
			lit, ok := v.Values[i].(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				continue
			}
			s, err := strconv.Unquote(lit.Value)
			if err != nil {
				continue
			}
			if dir == "internal/httpapi" && name.Name == "unsupportedType" {
				g.add(errorCodes, s)
			}
			for _, c := range constants {
				if c.section == systemCauses && c.dir == dir {
					g.causes[name.Name] = s
				}
				if c.dir == dir && (c.file == "" || c.file == file) && strings.HasPrefix(name.Name, c.prefix) {
					g.add(c.section, s)
				}
			}
		}
	}
}

// TestProblemsSorted: a reader finds a code by the alphabet.
func TestProblemsSorted(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(geotest.RepoRoot(t), "docs", "problems.md"))
	if err != nil {
		t.Fatal(err)
	}
	for section := range strings.SplitSeq(string(text), "\n## ") {
		var codes []string
		for line := range strings.Lines(section) {
			if rest, ok := strings.CutPrefix(line, "| `"); ok {
				code, _, _ := strings.Cut(rest, "`")
				codes = append(codes, code)
			}
		}
		if !slices.IsSorted(codes) {
			t.Errorf("not in order: %v", codes)
		}
	}
}
