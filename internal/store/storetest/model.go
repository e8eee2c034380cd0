package storetest

import (
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// lastCell is the last cell of the model's calendar. Cell 0 is all time before day 1, cell
// i is day i, the last cell is all time from its day on.
const lastCell = 9

// cell is what holds in a cell of the calendar. piece numbers the put that laid it down,
// so that two puts of equal content side by side stay two versions; 0 = nothing holds.
type cell struct {
	piece         int
	content, code string
}

type calendar [lastCell + 1]cell

// run is a version as the model sees it.
type run struct {
	from, to int // cells [from, to)
	cell
}

// runs cuts the calendar where the piece changes.
func (c *calendar) runs() []run {
	var out []run
	for i := 0; i <= lastCell; i++ {
		switch n := len(out); {
		case c[i].piece == 0:
		case n > 0 && out[n-1].to == i && out[n-1].piece == c[i].piece:
			out[n-1].to++
		default:
			out = append(out, run{i, i + 1, c[i]})
		}
	}
	return out
}

// model is the truth of the property test, as naive as can be: per area a calendar, per
// revision a copy of all of it.
type model struct {
	areas  []calendar
	codes  [][]string // all codes that each area ever had, the present one last
	given  []bool     // whether a put has given the present code yet
	pieces int
}

func newModel(names []string) *model {
	m := &model{areas: make([]calendar, len(names)), given: make([]bool, len(names))}
	for _, n := range names {
		m.codes = append(m.codes, []string{n})
	}
	return m
}

func (m *model) clone() *model {
	c := &model{areas: slices.Clone(m.areas), given: slices.Clone(m.given), pieces: m.pieces}
	for _, codes := range m.codes {
		c.codes = append(c.codes, slices.Clone(codes))
	}
	return c
}

func (m *model) code(i int) string { return m.codes[i][len(m.codes[i])-1] }

// renumber lets later puts of the area have another code.
func (m *model) renumber(i int, code string) {
	if m.given[i] {
		m.codes[i] = append(m.codes[i], code)
	}
}

// put makes the content hold in cells [from, to); to past the calendar means "until the
// next later version".
func (m *model) put(i, from, to int, content string) {
	c := &m.areas[i]
	if to > lastCell {
		for _, r := range c.runs() {
			if r.from > from {
				to = r.from
				break
			}
		}
	}
	m.given[i] = true
	code := m.code(i)
	there := true
	for d := from; d < to; d++ {
		there = there && c[d].piece != 0 && c[d].content == content && c[d].code == code
	}
	if there {
		return
	}
	m.pieces++
	for d := from; d < to; d++ {
		c[d] = cell{m.pieces, content, code}
	}
}

// delete takes the area out of cells [from, to).
func (m *model) delete(i, from, to int) {
	for d := from; d < min(to, lastCell+1); d++ {
		m.areas[i][d] = cell{}
	}
}

// sameVersions is true when both models hold the same versions.
func (m *model) sameVersions(o *model) bool {
	for i := range m.areas {
		same := slices.EqualFunc(m.areas[i].runs(), o.areas[i].runs(), func(a, b run) bool {
			return a.from == b.from && a.to == b.to && a.content == b.content && a.code == b.code
		})
		if !same {
			return false
		}
	}
	return true
}

// period gives the dates of cells [from, to).
func period(from, to int) city.Period {
	p := city.Always()
	if from > 0 {
		p.From = day(from)
	}
	if to <= lastCell {
		p.To = day(to)
	}
	return p
}
