package cql2

import "strings"

// truth is one of the three values of logic; the order makes AND the least and OR the most.
type truth int8

const (
	no truth = iota
	unknown
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// node is a part of a filter that is true, false or unknown of a row.
type node interface{ judge(Row) truth }

func (t truth) judge(Row) truth { return t }

type (
	allOf    []node
	anyOf    []node
	negation struct{ of node }
	isNull   struct{ of operand }
	compare  struct {
		op          string
		left, right operand
	}
	// member is IN.
	member struct {
		of   operand
		list []operand
		// texts are those of list when all are texts that no row changes.
		texts map[string]struct{}
	}
	// match is LIKE.
	match struct {
		of      operand
		pattern pattern
	}
)

func (n allOf) judge(r Row) truth {
	out := yes
	for _, part := range n {
		if out = min(out, part.judge(r)); out == no {
			break
		}
	}
	return out
}

func (n anyOf) judge(r Row) truth {
	out := no
	for _, part := range n {
		if out = max(out, part.judge(r)); out == yes {
			break
		}
	}
	return out
}

func (n negation) judge(r Row) truth { return yes - n.of.judge(r) }

func (n isNull) judge(r Row) truth { return truthOf(n.of.value(r).Type == Null) }

func (n compare) judge(r Row) truth {
	a, b := n.left.value(r), n.right.value(r)
	if a.Type == Null || b.Type == Null {
		return unknown
	}
	c := a.Compare(b)
	switch n.op {
	case "=":
		return truthOf(c == 0)
	case "<>":
		return truthOf(c != 0)
	case "<":
		return truthOf(c < 0)
	case "<=":
		return truthOf(c <= 0)
	case ">":
		return truthOf(c > 0)
	default:
		return truthOf(c >= 0)
	}
}

// index makes lists of plain texts quick to look into.
func (n *member) index() {
	texts := map[string]struct{}{}
	for _, o := range n.list {
		v, ok := constantOf(o)
		if !ok || v.Type != Text {
			return
		}
		texts[v.Text] = struct{}{}
	}
	n.texts = texts
}

func (n member) judge(r Row) truth {
	v := n.of.value(r)
	if v.Type == Null {
		return unknown
	}
	if n.texts != nil {
		_, found := n.texts[v.Text]
		return truthOf(found)
	}
	out := no
	for _, o := range n.list {
		switch w := o.value(r); {
		case w.Type == Null:
			out = max(out, unknown)
		case v.Compare(w) == 0:
			return yes
		}
	}
	return out
}

func (n match) judge(r Row) truth {
	v := n.of.value(r)
	if v.Type == Null {
		return unknown
	}
	return truthOf(n.pattern.matches(v.Text))
}

// pattern is that of LIKE: % is any run of characters, _ is any one, a backslash takes the
// meaning from what follows it. Runs of plain runes and wildcards, in order.
type pattern []rune

// The wildcards, as runes that no text has.
const (
	anyRun rune = -2
	anyOne rune = -3
)

func readPattern(s string) pattern {
	var out pattern
	escaped := false
	for _, r := range s {
		switch {
		case escaped:
			out, escaped = append(out, r), false
		case r == '\\':
			escaped = true
		case r == '%':
			if len(out) == 0 || out[len(out)-1] != anyRun {
				out = append(out, anyRun)
			}
		case r == '_':
			out = append(out, anyOne)
		default:
			out = append(out, r)
		}
	}
	if escaped {
		out = append(out, '\\')
	}
	return out
}

// matches goes back to the last % only: the time is at most the product of the lengths.
func (p pattern) matches(s string) bool {
	if len(p) > 0 && p[0] >= 0 && !strings.HasPrefix(s, string(p[0])) {
		return false // most end here
	}
	in := []rune(s)
	i, j, star, mark := 0, 0, -1, 0
	for i < len(in) {
		switch {
		case j < len(p) && p[j] == anyRun:
			star, mark = j, i
			j++
		case j < len(p) && (p[j] == anyOne || p[j] == in[i]):
			i, j = i+1, j+1
		case star >= 0:
			mark++
			i, j = mark, star+1
		default:
			return false
		}
	}
	for j < len(p) && p[j] == anyRun {
		j++
	}
	return j == len(p)
}
