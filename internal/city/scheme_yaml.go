package city

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// readYAML reads a scheme and checks nothing. Its errors are one line with the place.
func readYAML(src []byte) (s Scheme, err error) {
	// The YAML library panics on some broken texts; they are as unreadable as others.
	defer func() {
		if recover() != nil {
			err = unreadable(errors.New("it is no YAML that the reader understands"))
		}
	}()
	if depth(src) > maxYAMLDepth {
		return s, Errorf(Invalid, "bad_scheme", "the scheme nests brackets deeper than %d", maxYAMLDepth)
	}
	file, err := parser.ParseBytes(src, 0)
	if err != nil {
		return s, unreadable(err)
	}
	for _, doc := range file.Docs {
		v := &aliasFinder{}
		ast.Walk(v, doc)
		if v.alias != nil {
			return s, Errorf(Invalid, "bad_scheme", "the scheme uses the alias %s; aliases are not read: write the value out", v.alias)
		}
	}
	err = yaml.NewDecoder(bytes.NewReader(src), yaml.Strict()).Decode(&s)
	if err != nil && !errors.Is(err, io.EOF) { // EOF: there is nothing in it
		return s, unreadable(err)
	}
	return s, nil
}

// maxYAMLDepth bounds nesting: the library takes a time that grows with its square.
const maxYAMLDepth = 50

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

func unreadable(err error) error {
	why := strings.Join(strings.Fields(yaml.FormatError(err, false, false)), " ")
	return Errorf(Invalid, "bad_scheme", "the scheme cannot be read: %s", why)
}

// aliasFinder finds an alias: a few lines of them can stand for more than the memory holds.
type aliasFinder struct{ alias *ast.AliasNode }

// Visit implements ast.Visitor.
func (f *aliasFinder) Visit(n ast.Node) ast.Visitor {
	if a, ok := n.(*ast.AliasNode); ok {
		f.alias = a
		return nil
	}
	return f
}

// UnmarshalYAML reads the two ends of a span of zooms.
func (z *Zooms) UnmarshalYAML(unmarshal func(any) error) error {
	var ends []int
	if err := unmarshal(&ends); err != nil {
		return err
	}
	if len(ends) != 2 {
		return errors.New("zoom is a list of two numbers, the lowest and the highest")
	}
	*z = Zooms{ends[0], ends[1]}
	return nil
}
