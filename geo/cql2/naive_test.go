package cql2_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo/cql2"
)

// expr is a filter of the generator's own: it prints itself, and judges itself slowly, by the
// words of the standard. "u" is unknown.
type expr interface {
	print() string
	judge(r *row) byte // 't', 'f' or 'u'
}

type (
	binary struct {
		op   string
		a, b expr
	}
	not  struct{ a expr }
	atom struct {
		column int
		op     string // = <> < <= > >= null like between in
		not    bool
		values []cql2.Value
		fold   bool // CASEI
	}
	literal bool
)

func (e literal) print() string { return strings.ToUpper(fmt.Sprint(bool(e))) }
func (e literal) judge(*row) byte {
	if e {
		return 't'
	}
	return 'f'
}

func (e binary) print() string { return "(" + e.a.print() + " " + e.op + " " + e.b.print() + ")" }

// judge is the table of three-valued logic.
func (e binary) judge(r *row) byte {
	pair := [2]byte{e.a.judge(r), e.b.judge(r)}
	and := map[[2]byte]byte{{'t', 't'}: 't', {'t', 'u'}: 'u', {'u', 't'}: 'u', {'u', 'u'}: 'u'}
	or := map[[2]byte]byte{{'f', 'f'}: 'f', {'f', 'u'}: 'u', {'u', 'f'}: 'u', {'u', 'u'}: 'u'}
	if e.op == "AND" {
		if v, ok := and[pair]; ok {
			return v
		}
		return 'f'
	}
	if v, ok := or[pair]; ok {
		return v
	}
	return 't'
}

func (e not) print() string { return "NOT " + e.a.print() }
func (e not) judge(r *row) byte {
	return map[byte]byte{'t': 'f', 'f': 't', 'u': 'u'}[e.a.judge(r)]
}

func printValue(v cql2.Value) string {
	switch v.Type {
	case cql2.Text:
		if strings.Contains(v.Text, `\'`) { // where '' would be read with the backslash
			return "'" + strings.ReplaceAll(v.Text, "'", `\'`) + "'"
		}
		return "'" + strings.ReplaceAll(v.Text, "'", "''") + "'"
	case cql2.Date:
		return "DATE('" + time.Unix(int64(v.Number)*86400, 0).UTC().Format(time.DateOnly) + "')"
	default:
		return fmt.Sprint(v.Number)
	}
}

func (e atom) print() string {
	name := fmt.Sprintf("%q", columns[e.column].Name)
	value := printValue
	if e.fold {
		name = "casei(" + name + ")"
		value = func(v cql2.Value) string { return "CaseI(" + printValue(v) + ")" }
	}
	word := ""
	if e.not {
		word = "NOT "
	}
	switch e.op {
	case "null":
		return name + " IS " + word + "NULL"
	case "like":
		return name + " " + word + "LIKE " + value(e.values[0])
	case "between":
		return name + " " + word + "BETWEEN " + value(e.values[0]) + " AND " + value(e.values[1])
	case "in":
		var list []string
		for _, v := range e.values {
			list = append(list, value(v))
		}
		return name + " " + word + "IN (" + strings.Join(list, ", ") + ")"
	}
	return name + " " + e.op + " " + value(e.values[0])
}

func (e atom) judge(r *row) byte {
	v := r.values[e.column]
	if e.op == "null" {
		return told((v.Type == cql2.Null) != e.not)
	}
	if v.Type == cql2.Null {
		return 'u'
	}
	less := func(a, b cql2.Value) bool {
		if a.Type == cql2.Text {
			if e.fold {
				a.Text, b.Text = strings.ToLower(a.Text), strings.ToLower(b.Text)
			}
			return a.Text < b.Text
		}
		return a.Number < b.Number
	}
	equal := func(a, b cql2.Value) bool { return !less(a, b) && !less(b, a) }
	w := e.values
	switch e.op {
	case "=":
		return told(equal(v, w[0]))
	case "<>":
		return told(!equal(v, w[0]))
	case "<":
		return told(less(v, w[0]))
	case "<=":
		return told(!less(w[0], v))
	case ">":
		return told(less(w[0], v))
	case ">=":
		return told(!less(v, w[0]))
	case "between":
		return told((!less(v, w[0]) && !less(w[1], v)) != e.not)
	case "like":
		text, pattern := v.Text, w[0].Text
		if e.fold {
			text, pattern = strings.ToLower(text), strings.ToLower(pattern)
		}
		return told(like([]rune(text), []rune(pattern)) != e.not)
	}
	found := false
	for _, x := range w {
		found = found || equal(v, x)
	}
	return told(found != e.not)
}

func told(b bool) byte {
	if b {
		return 't'
	}
	return 'f'
}

// like tries everything that a pattern can mean.
func like(text, pattern []rune) bool {
	if len(pattern) == 0 {
		return len(text) == 0
	}
	switch c := pattern[0]; {
	case c == '%':
		return like(text, pattern[1:]) || len(text) > 0 && like(text[1:], pattern)
	case len(text) == 0:
		return false
	case c == '\\' && len(pattern) > 1:
		return text[0] == pattern[1] && like(text[1:], pattern[2:])
	default:
		return (c == '_' || c == text[0]) && like(text[1:], pattern[1:])
	}
}

var (
	someText = rapid.Custom(func(t *rapid.T) cql2.Value {
		// A text with a backslash at its end cannot be written in CQL2.
		text := rapid.StringOfN(rapid.RuneFrom([]rune("abAB'%_\\区é")), 1, 5, -1).Draw(t, "text")
		return cql2.Value{Type: cql2.Text, Text: strings.TrimRight(text, `\`) + "a"}
	})
	someNumber = rapid.Custom(func(t *rapid.T) cql2.Value { return cql2.NumberValue(float64(rapid.IntRange(-6, 6).Draw(t, "n")) / 2) })
	someDate   = rapid.Custom(func(t *rapid.T) cql2.Value { return cql2.DateValue(int32(rapid.IntRange(-3, 3).Draw(t, "d"))) })
)

// kinds are the columns that the generator uses, with their values.
var kinds = map[int]*rapid.Generator[cql2.Value]{0: someText, 1: someText, 2: someNumber, 3: someDate, 6: someNumber}

func someAtom(t *rapid.T) expr {
	a := atom{column: rapid.SampledFrom([]int{0, 1, 2, 3, 6}).Draw(t, "column")}
	ops := []string{"=", "<>", "<", "<=", ">", ">=", "null", "between", "in"}
	text := a.column < 2
	if text {
		ops = append(ops, "like")
	}
	a.op = rapid.SampledFrom(ops).Draw(t, "op")
	a.not = len(a.op) > 2 || a.op == "in"
	a.not = a.not && rapid.Bool().Draw(t, "not")
	a.fold = text && a.op != "null" && rapid.Bool().Draw(t, "fold")
	a.values = rapid.SliceOfN(kinds[a.column], 2, 3).Draw(t, "values")
	return a
}

func someExpr(t *rapid.T, depth int) expr {
	if depth == 0 {
		return someAtom(t)
	}
	switch rapid.IntRange(0, 5).Draw(t, "kind") {
	case 0, 1:
		return binary{"AND", someExpr(t, depth-1), someExpr(t, depth-1)}
	case 2, 3:
		return binary{"OR", someExpr(t, depth-1), someExpr(t, depth-1)}
	case 4:
		return not{someExpr(t, depth-1)}
	default:
		if rapid.IntRange(0, 4).Draw(t, "plain") == 0 {
			return literal(rapid.Bool().Draw(t, "literal"))
		}
		return someAtom(t)
	}
}

// TestEqualsTheSlowJudge: filters written out, read again and judged are as true as the slow
// judge finds them; what Texts promises holds.
func TestEqualsTheSlowJudge(t *testing.T) {
	seen := map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		e := someExpr(t, rapid.IntRange(0, 4).Draw(t, "depth"))
		in := e.print()
		f, err := cql2.Parse(in, columns, cql2.LonLat)
		if err != nil {
			t.Fatalf("%s: %v", in, err)
		}
		for range 8 {
			r := &row{values: make([]cql2.Value, len(columns))}
			for i, g := range kinds {
				if rapid.IntRange(0, 4).Draw(t, "null") > 0 {
					r.values[i] = g.Draw(t, "value")
				}
			}
			want := e.judge(r) == 't'
			seen[want]++
			if got := f.Match(r); got != want {
				t.Fatalf("%s of %v: %v", in, r.values, got)
			}
			if texts, ok := f.Texts(0); ok && want && !strings.Contains("\x00"+strings.Join(texts, "\x00")+"\x00", "\x00"+r.values[0].Text+"\x00") {
				t.Fatalf("%s is true of %q, which %q does not name", in, r.values[0].Text, texts)
			}
		}
	})
	if seen[true] == 0 || seen[false] == 0 {
		t.Errorf("only one answer was seen: %v", seen)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		`code = 'a' AND NOT (floors BETWEEN 1 AND 2 OR name LIKE 'a%\_')`, `casei(accenti(name)) IN (casei('É'), 'b')`, `told > DATE('2026-01-01')`,
		`S_INTERSECTS(geometry, POLYGON((1 1,2 1,2 2,1 1),(1 1,2 1,2 2,1 1)))`, `S_INTERSECTS(geometry,GEOMETRYCOLLECTION(POINT(1 1),BBOX(1,1,2,2)))`,
		`"户 数" IS NULL`, `((((`, `'\''`, `1e`, `-.`, `seen = TIMESTAMP('2026-01-01T00:00:00Z')`, "a\x00", `name ILIKE 'x'`, `S_INTERSECTS(geometry, BBOX(170,1,-170,2))`,
	} {
		f.Add(s)
	}
	r := sample()
	f.Fuzz(func(t *testing.T, in string) {
		filter, err := cql2.Parse(in, columns, cql2.LonLat)
		if err != nil {
			var e *cql2.Error
			if !errors.As(err, &e) || e.At < 1 || e.At > len([]rune(in))+1 || e.Msg == "" {
				t.Fatalf("%q: %#v", in, err)
			}
			return
		}
		matched := filter.Match(r)
		if box, ok := filter.Box(); ok && matched && !box.Contains(r.shape.Points[0]) {
			t.Fatalf("%q is true outside of its box", in)
		}
	})
}
