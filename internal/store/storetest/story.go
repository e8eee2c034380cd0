package storetest

import (
	"math/rand/v2"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// A story plays in some days, with some codes in each layer.
const (
	storyDays  = 12
	storyCodes = 5
)

// Story gives n random changes on things of all kinds in the layers of Scheme, the same for
// the same seed. Near half keep all rules; the others must fail in every store alike and
// leave it as it was.
func Story(seed uint64, n int) []city.Change {
	w := &teller{rand.New(rand.NewPCG(seed, 0xb1e))}
	out := AreaStory(seed, n)
	for i := range out {
		switch w.IntN(3) {
		case 0:
			out[i].Entries = append(out[i].Entries, w.thing())
			w.begin(&out[i])
		case 1:
			out[i].Entries = []city.Entry{w.thing(), w.thing()}
			if i == 0 {
				out[i] = beginning()
			}
			w.begin(&out[i])
		}
	}
	return out
}

// AreaStory is a story of areas alone.
func AreaStory(seed uint64, n int) []city.Change {
	w := &teller{rand.New(rand.NewPCG(seed, 0x5ea))}
	out := []city.Change{beginning()}
	for i := 1; i < n; i++ {
		out = append(out, w.change(i))
	}
	return out
}

// beginning gives the later changes parents to name.
func beginning() city.Change {
	c := city.Change{Author: "作者", Note: "the beginning", Effective: city.OpenStart}
	for i := range storyCodes {
		c.Entries = append(c.Entries, put("district", "d"+itoa(i), ""), put("street", "s"+itoa(i), "d"+itoa(i)))
	}
	return c
}

type teller struct{ *rand.Rand }

func (w *teller) change(i int) city.Change {
	c := city.Change{Author: "作者", Note: "change " + itoa(i), Effective: day(w.IntN(storyDays))}
	if w.IntN(4) == 0 {
		c.Effective = city.OpenStart
	}
	for range 1 + w.IntN(3) {
		c.Entries = append(c.Entries, w.entry())
	}
	w.begin(&c)
	return c
}

// begin lets most changes take effect before their entries begin, else most would be refused
// for this alone.
func (w *teller) begin(c *city.Change) {
	if w.IntN(8) > 0 {
		for i := range c.Entries {
			c.Effective = min(c.Effective, c.Entries[i].Valid.From)
		}
	}
}

func (w *teller) code(layer string) string { return layer[:1] + itoa(w.IntN(storyCodes)) }

func (w *teller) entry() city.Entry {
	layers, parents := []string{"district", "street", "grid", "compound"}, []string{"", "district", "street", "street"}
	n := w.IntN(len(layers))
	layer := layers[n]
	p := w.period()
	if w.IntN(4) == 0 {
		e := city.Entry{Op: city.Delete, Key: key(layer, w.code(layer)), Valid: p}
		if heir := w.code(layer); w.IntN(2) == 0 && heir != e.Key.Code {
			e.Successors = []string{heir}
		}
		return e
	}
	a := city.Area{Layer: layer, Code: w.code(layer), Names: city.Names{Zh: "名" + itoa(w.IntN(3))}, Shape: w.shape()}
	if n > 0 && w.IntN(3) > 0 {
		a.Parent = w.code(parents[n])
	}
	if w.IntN(8) == 0 {
		if old := w.code(layer); old != a.Code {
			a.Former = []string{old}
		}
	}
	if w.IntN(2) == 0 {
		a.Households, a.Class = ptr(w.Int64N(3000)), map[string]string{"kind": "ordinary", "b": itoa(w.IntN(9))}
	}
	return city.PutArea(a, p)
}

func (w *teller) period() city.Period {
	ends := []int{w.IntN(storyDays), w.IntN(storyDays)}
	slices.Sort(ends)
	p := span(ends[0], ends[1]+1)
	if w.IntN(2) == 0 {
		p.From = city.OpenStart
	}
	if w.IntN(3) > 0 {
		p.To = city.OpenEnd
	}
	return p
}

func (w *teller) shape() geo.MultiPolygon {
	m := square(w.IntN(50))
	if w.IntN(3) == 0 {
		m = append(m, square(60+w.IntN(50))...)
	}
	return m
}

// thing is an entry of a building, a line or a place.
func (w *teller) thing() city.Entry {
	p, name := w.period(), city.Names{Zh: "物" + itoa(w.IntN(3))}
	var c city.Content
	switch code := "t" + itoa(w.IntN(storyCodes)); w.IntN(4) {
	case 0, 1:
		b := city.Building{Code: code, Names: name, Shape: w.shape(), Households: ptr(w.Int64N(200) - 2)}
		if w.IntN(3) == 0 {
			b.Grid = w.code("grid")
		}
		if w.IntN(5) == 0 {
			b.Compound = w.code("compound")
		}
		c = &b
	case 2:
		c = &city.Line{Layer: city.LineLayers()[w.IntN(2)], Code: code, Names: name, Shape: geo.MultiLine{geo.Line(w.shape()[0][0])}}
	default:
		states := city.PlaceStates()
		c = &city.Place{Kind: []string{"station", "venue"}[w.IntN(2)], Code: code, Names: name, Point: w.shape()[0][0][0], State: states[w.IntN(len(states))]}
	}
	if w.IntN(4) == 0 {
		return city.Entry{Op: city.Delete, Key: c.Key(), Valid: p}
	}
	return city.PutContent(c, p)
}
