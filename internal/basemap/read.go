package basemap

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/redsail/redsail/internal/city"
)

// Bounds of the list's text. The YAML library takes a time that grows with the square of
// the nesting.
const (
	maxConfigBytes = 256 << 10
	maxYAMLDepth   = 20
	maxKeyBytes    = 1 << 10
)

// badList is an error of the operator's list.
func badList(format string, args ...any) error {
	return city.Errorf(city.Invalid, "bad_basemaps", format, args...)
}

// Load reads the list in a file, and the keys that it names. getenv gives the value of an
// environment variable, empty when it is not set.
func Load(name string, getenv func(string) string) (*Config, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, badList("the list of base maps cannot be opened: %v", err)
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, maxConfigBytes+1))
	if err != nil {
		return nil, badList("the list of base maps cannot be read: %v", err)
	}
	if len(src) > maxConfigBytes {
		return nil, badList("%s is larger than %d bytes: it is no list of base maps", name, maxConfigBytes)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, badList("the list of base maps cannot be read: %v", err)
	}
	c, file, err := parse(src)
	if err != nil {
		return nil, badList("%s: %v", name, err)
	}
	at := places{name: name, file: file}
	if err := c.check(at); err != nil {
		return nil, err
	}
	dir := filepath.Dir(name)
	for i := range c.Maps {
		m := &c.Maps[i]
		m.Path, m.KeyFile, m.CAFile = beside(dir, m.Path), beside(dir, m.KeyFile), beside(dir, m.CAFile)
	}
	c.Cache.Dir = beside(dir, c.Cache.Dir)
	if err := c.readKeys(at, info.Mode(), getenv); err != nil {
		return nil, err
	}
	c.fill()
	return c, nil
}

// beside is a path as it is meant from a folder.
func beside(dir, path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

// parse reads the text and checks no value.
func parse(src []byte) (c *Config, file *ast.File, err error) {
	// The YAML library panics on some broken texts; they are as unreadable as others.
	defer func() {
		if recover() != nil {
			err = errors.New("it is no YAML that the reader understands")
		}
	}()
	if depth(src) > maxYAMLDepth {
		return nil, nil, fmt.Errorf("brackets nest deeper than %d", maxYAMLDepth)
	}
	file, err = parser.ParseBytes(src, 0)
	if err != nil {
		return nil, nil, oneLine(err)
	}
	for _, doc := range file.Docs {
		v := &aliases{}
		ast.Walk(v, doc)
		if v.found != nil {
			return nil, nil, fmt.Errorf("line %d: aliases are not read: write the value out", v.found.GetToken().Position.Line)
		}
	}
	c = &Config{}
	err = yaml.NewDecoder(strings.NewReader(string(src)), yaml.Strict()).Decode(c)
	if err != nil && !errors.Is(err, io.EOF) { // EOF: there is nothing in it
		return nil, nil, oneLine(err)
	}
	return c, file, nil
}

// oneLine is what the library says, with its place, but without the lines of the file that
// it quotes: one may hold a key.
func oneLine(err error) error {
	first, _, _ := strings.Cut(yaml.FormatError(err, false, false), "\n")
	return errors.New(strings.TrimSpace(first))
}

// aliases finds an alias: a few lines of them can stand for more than the memory holds.
type aliases struct{ found *ast.AliasNode }

// Visit implements ast.Visitor.
func (v *aliases) Visit(n ast.Node) ast.Visitor {
	if a, ok := n.(*ast.AliasNode); ok {
		v.found = a
		return nil
	}
	return v
}

// depth is the deepest nesting of brackets, those in texts counted too.
func depth(src []byte) int {
	now, deepest := 0, 0
	for _, b := range src {
		switch b {
		case '[', '{':
			now++
		case ']', '}':
			now--
		}
		deepest = max(deepest, now)
	}
	return deepest
}

// places finds the lines of fields.
type places struct {
	name string
	file *ast.File
}

// wrong is an error about a field, named by its path as in basemaps[0].url.
func (p places) wrong(field, format string, args ...any) error {
	return badList("%s: %s%s: %s", p.name, p.line(field), field, fmt.Sprintf(format, args...))
}

// refused is the same of a source that cannot be shown truly.
func (p places) refused(field, format string, args ...any) error {
	return city.Errorf(city.Invalid, "basemap_refused", "%s: %s%s: %s", p.name, p.line(field), field, fmt.Sprintf(format, args...))
}

// line is "line 7: " where the field stands, or where the one around it does; empty when
// neither does.
func (p places) line(field string) string {
	for path := "$." + field; len(path) > 2; {
		y, err := yaml.PathString(path)
		if err == nil {
			if n, err := y.FilterFile(p.file); err == nil && n != nil && n.GetToken() != nil {
				return fmt.Sprintf("line %d: ", n.GetToken().Position.Line)
			}
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut < 0 {
			break
		}
		path = path[:cut]
	}
	return ""
}
