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

// Story gives n random changes on the layers of Scheme, the same for the same seed. About
// half keep all rules; the others must fail in every store alike and leave it as it was.
func Story(seed uint64, n int) []city.Change {
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
	if w.IntN(8) > 0 {
		for i := range c.Entries { // else most would be refused for this alone
			c.Effective = min(c.Effective, c.Entries[i].Valid.From)
		}
	}
	return c
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
