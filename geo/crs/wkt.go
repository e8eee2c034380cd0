package crs

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Limits of a WKT text: a true .prj has under 2 kB and 6 levels.
const (
	maxWKTBytes = 64 << 10
	maxWKTDepth = 16
)

// node is KEYWORD[arguments] of a WKT 1 text (OGC 01-009, section 7).
type node struct {
	keyword string // in capitals
	text    []string
	numbers []float64
	nodes   []*node
}

// child is the first node inside n with one of the keywords, or nil.
func (n *node) child(keywords ...string) *node {
	for _, c := range n.nodes {
		for _, k := range keywords {
			if c.keyword == k {
				return c
			}
		}
	}
	return nil
}

// label is the first text of the node, its name.
func (n *node) label() string {
	if n == nil || len(n.text) == 0 {
		return ""
	}
	return n.text[0]
}

// number is the i-th number of the node.
func (n *node) number(i int) (float64, bool) {
	if n == nil || i >= len(n.numbers) {
		return 0, false
	}
	return n.numbers[i], true
}

// parseWKT reads the first node of a text and leaves what follows it: ESRI may add a
// vertical system behind a comma. Both kinds of brackets are taken, and any white space.
func parseWKT(s string) (*node, error) {
	if len(s) > maxWKTBytes {
		return nil, fmt.Errorf("longer than %d bytes", maxWKTBytes)
	}
	p := &wktParser{rest: strings.Trim(strings.TrimPrefix(s, "\ufeff"), "\x00 \t\r\n")}
	if p.rest == "" {
		return nil, errors.New("empty")
	}
	p.size = len(p.rest)
	return p.node(1)
}

type wktParser struct {
	rest string
	size int
}

func (p *wktParser) fail(what string) error {
	return fmt.Errorf("%s at byte %d", what, p.size-len(p.rest))
}

// take drops white space, then one byte of set; 0 when another byte stands there.
func (p *wktParser) take(set string) byte {
	p.rest = strings.TrimLeft(p.rest, " \t\r\n")
	if p.rest == "" || strings.IndexByte(set, p.rest[0]) < 0 {
		return 0
	}
	c := p.rest[0]
	p.rest = p.rest[1:]
	return c
}

// word reads a keyword, a bare name or a number: what goes on to the next mark.
func (p *wktParser) word() string {
	p.rest = strings.TrimLeft(p.rest, " \t\r\n")
	end := strings.IndexAny(p.rest, "[](),\" \t\r\n")
	if end < 0 {
		end = len(p.rest)
	}
	w := p.rest[:end]
	p.rest = p.rest[end:]
	return w
}

// quoted reads the rest of a quoted text; a doubled quote stands for one.
func (p *wktParser) quoted() (string, error) {
	var b strings.Builder
	for {
		end := strings.IndexByte(p.rest, '"')
		if end < 0 {
			return "", p.fail("quote without end")
		}
		b.WriteString(p.rest[:end])
		p.rest = p.rest[end+1:]
		if !strings.HasPrefix(p.rest, `"`) {
			return b.String(), nil
		}
		b.WriteByte('"')
		p.rest = p.rest[1:]
	}
}

func (p *wktParser) node(depth int) (*node, error) {
	word := p.word()
	if word == "" {
		return nil, p.fail("no keyword")
	}
	open := p.take("[(")
	if open == 0 {
		return nil, p.fail("no bracket after " + strconv.Quote(clip(word)))
	}
	return p.arguments(&node{keyword: strings.ToUpper(word)}, open, depth)
}

func (p *wktParser) arguments(n *node, open byte, depth int) (*node, error) {
	if depth > maxWKTDepth {
		return nil, p.fail("too many levels")
	}
	closing := "]"
	if open == '(' {
		closing = ")"
	}
	for {
		if err := p.argument(n, depth); err != nil {
			return nil, err
		}
		if p.take(closing) != 0 {
			return n, nil
		}
		if p.take(",") == 0 {
			return nil, p.fail("no comma or bracket")
		}
	}
}

func (p *wktParser) argument(n *node, depth int) error {
	if p.take(`"`) != 0 {
		s, err := p.quoted()
		n.text = append(n.text, s)
		return err
	}
	word := p.word()
	if open := p.take("[("); open != 0 {
		c, err := p.arguments(&node{keyword: strings.ToUpper(word)}, open, depth+1)
		n.nodes = append(n.nodes, c)
		return err
	}
	if v, err := strconv.ParseFloat(word, 64); err == nil {
		n.numbers = append(n.numbers, v)
	} else {
		n.text = append(n.text, word)
	}
	return nil
}
