package cql2

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of a filter.
const (
	MaxLength = 32 << 10 // bytes
	MaxDepth  = 32       // parentheses, NOT and functions inside each other
	MaxTerms  = 1000     // predicates, and values of a list
)

// Filter is a filter that has been read. It does not change and is safe for concurrent use.
type Filter struct {
	root node
}

// Match is true when the filter is true of the row; neither "false" nor "unknown" selects.
func (f *Filter) Match(r Row) bool { return f.root.judge(r) == yes }

// Parse reads a filter over these columns; sys says what its positions are. It fails with
// *Error. No error holds a number or a text of the filter.
func Parse(in string, columns []Column, sys System) (*Filter, error) {
	p := &parser{lexer: lexer{in: in}, columns: columns, sys: sys}
	if len(in) > MaxLength {
		return nil, &Error{At: 1, Msg: "the filter is longer than 32 KiB"}
	}
	if !utf8.ValidString(in) {
		return nil, &Error{At: 1, Msg: "the filter is no UTF-8"}
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	root, err := p.either()
	if err != nil {
		return nil, err
	}
	if p.tok.kind != end {
		return nil, p.expected("AND, OR or the end")
	}
	return &Filter{root: root}, nil
}

// parser goes down the grammar, one token ahead.
type parser struct {
	lexer
	tok     token
	columns []Column
	sys     System
	depth   int
	terms   int
}

func (p *parser) advance() (err error) {
	p.tok, err = p.next()
	return err
}

func (p *parser) expected(what string) error {
	return p.fault(p.tok.at, "%s is expected, not %s", what, p.tok.what())
}

// is tells whether the token is a keyword, in whatever letters, or a symbol.
func (p *parser) is(words ...string) bool {
	switch p.tok.kind {
	case word:
		return slices.Contains(words, strings.ToUpper(p.tok.text))
	case symbol:
		return slices.Contains(words, p.tok.text)
	default:
		return false
	}
}

// take passes a keyword or symbol.
func (p *parser) take(w string) error {
	if !p.is(w) {
		return p.expected(w)
	}
	return p.advance()
}

// skip passes a keyword or symbol if it is there.
func (p *parser) skip(w string) (bool, error) {
	if !p.is(w) {
		return false, nil
	}
	return true, p.advance()
}

// deeper counts what stands inside each other.
func (p *parser) deeper() error {
	if p.depth++; p.depth > MaxDepth {
		return p.fault(p.tok.at, "more than %d parentheses, NOT or functions stand inside each other", MaxDepth)
	}
	return nil
}

// term counts predicates and values of lists.
func (p *parser) term() error {
	if p.terms++; p.terms > MaxTerms {
		return p.fault(p.tok.at, "the filter has more than %d parts", MaxTerms)
	}
	return nil
}

func (p *parser) either() (node, error) {
	return p.joined("OR", p.both, func(parts []node) node { return anyOf(parts) })
}

func (p *parser) both() (node, error) {
	return p.joined("AND", p.factor, func(parts []node) node { return allOf(parts) })
}

func (p *parser) joined(by string, part func() (node, error), join func([]node) node) (node, error) {
	first, err := part()
	if err != nil {
		return nil, err
	}
	parts := []node{first}
	for p.is(by) {
		if err := p.advance(); err != nil {
			return nil, err
		}
		n, err := part()
		if err != nil {
			return nil, err
		}
		parts = append(parts, n)
	}
	if len(parts) == 1 {
		return first, nil
	}
	return join(parts), nil
}

func (p *parser) factor() (node, error) {
	if !p.is("NOT") {
		return p.primary()
	}
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	if err := p.advance(); err != nil {
		return nil, err
	}
	n, err := p.factor()
	return negation{n}, err
}

func (p *parser) primary() (node, error) {
	switch {
	case p.is("("):
		if err := p.deeper(); err != nil {
			return nil, err
		}
		defer func() { p.depth-- }()
		if err := p.advance(); err != nil {
			return nil, err
		}
		n, err := p.either()
		if err != nil {
			return nil, err
		}
		return n, p.take(")")
	case p.is("S_INTERSECTS"):
		return p.intersects()
	}
	if err := p.term(); err != nil {
		return nil, err
	}
	return p.predicate()
}

// Equal is the filter "name = value" with the value as a text, as parameters of addresses give
// it. It fails with *Error when there is no such column or the text is no value of its type.
func Equal(name, text string, columns []Column) (*Filter, error) {
	for i, c := range columns {
		if c.Name != name {
			continue
		}
		v, ok := readValue(c.Type, text)
		if !ok {
			return nil, &Error{At: 1, Msg: c.Type.String() + " is expected"}
		}
		return &Filter{root: compare{op: "=", left: column{number: i, typ: c.Type}, right: constant{v}}}, nil
	}
	return nil, &Error{At: 1, Msg: "there is no such property"}
}
