package atlas_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
)

// write writes some address.
func (w *writer) write() meant {
	for {
		var m meant
		switch k := w.IntN(100); {
		case k < 58:
			m = w.aBuilding()
		case k < 74:
			m = w.aCompound()
		case k < 80:
			m = w.aRoad()
		case k < 86:
			m = w.aCrossing()
		case k < 93:
			m = w.aPlace()
		default:
			m = w.anArea()
		}
		if m.text != "" {
			return m
		}
	}
}

// door writes road and number, and the compound or yard, some of them left out.
func (w *writer) door(b *city.Building, slips bool) (text string, parts string) {
	a := b.Address
	n, unit := a.Number, ""
	for _, u := range []string{"号", "组"} {
		if d, is := strings.CutSuffix(a.Number, u); is {
			n, unit = d, u
		}
	}
	road, compound := a.Road, a.Compound
	switch k := w.IntN(10); {
	case !slips:
	case k < 4:
		road = w.slip(road)
	case k < 8:
		compound = w.slip(compound)
	case k < 9:
		road, compound = w.slip(road), w.slip(compound)
	default: // 晨丰27号, 晨丰大街27号
		road = string([]rune(road)[:len([]rune(road))-1]) + w.one("", "大街", "路", "街")
	}
	number := w.figure(n) + unit
	if unit == "号" && compound == "" {
		number += pick(w.chance(20), "院", "")
	}
	sep := w.one("", "", "", " ", "，")
	switch k := w.IntN(10); {
	case a.Compound == "" || k < 2 && !slips:
		return road + number, "door"
	case k < 4 && !slips && w.compounds[a.Compound] == 1:
		return compound, "compound"
	case k < 5:
		return road + n + sep + compound, "all"
	case k < 6:
		return road + number + "（" + compound + "）", "all"
	case k < 7:
		return compound + w.one("（"+road+number+"）", " "+road+number, "，"+road+number+"，"), "all"
	default:
		return road + number + sep + compound, "all"
	}
}

func (w *writer) aBuilding() meant {
	b := w.buildings[w.IntN(len(w.buildings))]
	slips := b.Address.Compound != "" && w.chance(12)
	text, parts := w.door(b, slips)
	house, ok := w.house(b)
	if !ok || parts == "compound" && w.numbers[b.Address.Compound+"//"+b.Address.Building] > 1 {
		return meant{}
	}
	must := parts == "door" && w.numbers[b.Address.Road+b.Address.Number+"/"+b.Address.Building] > 1
	s := w.ahead(b.Grid, must) + text + w.one("", "", " ") + house + w.inside(house)
	return meant{text: w.around(s), level: "building", code: b.Code, how: parts + pick(slips, " slip", "")}
}

func (w *writer) aCompound() meant {
	b := w.buildings[w.IntN(len(w.buildings))]
	text, parts := w.door(b, false)
	must := parts == "door" && w.doors[b.Address.Road+b.Address.Number] > 1
	yard := b.Address
	yard.Building = ""
	return meant{
		text: w.around(w.ahead(b.Grid, must) + text), level: "compound", how: parts, several: parts == "compound" && w.compounds[yard.Compound] > 1,
		code: b.Compound, names: []string{yard.String(), yard.Compound}, district: w.district(b),
	}
}

func (w *writer) aRoad() meant {
	l := w.lines[w.IntN(len(w.lines))]
	apart, ok := w.apart(l)
	if !ok {
		return meant{}
	}
	return meant{text: w.around(l.Names.Zh), level: "road", names: []string{l.Names.Zh}, several: apart, how: "road"}
}

// apart tells whether another road of this name lies two kilometres away and more; ok is false where
// one is neither near nor far.
func (w *writer) apart(l *city.Line) (apart, ok bool) {
	const near, far = 50_000, 200_000
	for _, o := range w.lines {
		if o == l || o.Names.Zh != l.Names.Zh {
			continue
		}
		a, b := l.Box(), o.Box()
		gap := max(a.Min.X-b.Max.X, b.Min.X-a.Max.X, a.Min.Y-b.Max.Y, b.Min.Y-a.Max.Y)
		if gap > near && gap < far {
			return false, false
		}
		apart = apart || gap >= far
	}
	return apart, true
}

// aCrossing takes two roads with a common vertex.
func (w *writer) aCrossing() meant {
	l := w.lines[w.IntN(len(w.lines))]
	run := l.Shape[w.IntN(len(l.Shape))]
	q := run[w.IntN(len(run))]
	for _, o := range w.lines {
		if o.Names.Zh == l.Names.Zh || !o.Box().Contains(q) || w.roads[o.Names.Zh] > 1 || w.roads[l.Names.Zh] > 1 {
			continue
		}
		for _, run := range o.Shape {
			if slices.Contains(run, q) {
				s := l.Names.Zh + w.one("与", "和", "、", "/", "") + o.Names.Zh + w.one("交叉口", "路口", "交叉路口", "交汇处", "交口", "口", "十字路口")
				return meant{text: w.around(s), level: "crossing", code: l.Names.Zh + "|" + o.Names.Zh, how: "crossing"}
			}
		}
	}
	return meant{}
}

func (w *writer) aPlace() meant {
	p := w.places[w.IntN(len(w.places))]
	if strings.ContainsAny(p.Names.Zh, "0123456789") || p.Address.Compound == p.Names.Zh {
		return meant{}
	}
	return meant{
		text: w.around(p.Names.Zh), level: "landmark", code: p.Code, several: w.names[p.Names.Zh] > 1, how: "place",
	}
}

func (w *writer) anArea() meant {
	layer := w.one("community", "grid", "grid")
	a := w.listed[layer][w.IntN(len(w.listed[layer]))]
	name := a.Names.Zh
	if w.names[name] > 1 {
		return meant{}
	}
	if at := strings.Index(name, "第"); at > 0 && strings.HasSuffix(name, "网格") {
		n := strings.TrimSuffix(name[at+len("第"):], "网格")
		name = name[:at] + w.one("第"+w.figure(n)+"网格", "第"+w.figure(n)+"网格", w.figure(n)+"网格", w.figure(n)+"号网格", "，第"+w.figure(n)+"网格")
	}
	grid := a.Code
	if layer == "community" {
		grid = ""
	}
	return meant{text: w.around(w.ahead(grid, false) + name), level: layer, code: a.Code, how: layer}
}

// right tells whether an answer is what was meant.
func (m *meant) right(a *atlas.AddressAnswer) bool {
	if m.several {
		return a.Outcome == "ambiguous" && slices.ContainsFunc(a.Candidates, m.is)
	}
	return a.Outcome == "found" && a.Level == m.level && m.is(a.Candidates[0])
}

func (m *meant) is(h atlas.AddressHit) bool {
	switch m.level {
	case "crossing":
		x, y, _ := strings.Cut(m.code, "|")
		return h.Kind == "crossing" && strings.Contains(h.Name, x) && strings.Contains(h.Name, y)
	case "road":
		return h.Kind == "line" && h.Name == m.names[0]
	case "compound":
		in := slices.ContainsFunc(h.Areas, func(a atlas.AddressArea) bool { return a.Name == m.district })
		return h.Level == m.level && slices.Contains(m.names, h.Name) && (h.Code == "" || h.Code == m.code) && in
	default:
		return h.Code == m.code
	}
}

// The matcher must understand what people write; the sample is always run, the whole where the
// city is made.
func TestAddressesAsPeopleWriteThem(t *testing.T) {
	size, n := demo.SizeCity, 20_000
	if testing.Short() {
		size, n = demo.SizeTiny, 2_000
	}
	d := openDemo(t, size)
	w := newWriter(t, d, 1)
	pic := d.atlas.Current()
	wrong, of, bad, silent := map[string]int{}, map[string]int{}, 0, 0
	for range n {
		m := w.write()
		a, err := pic.Address(t.Context(), atlas.AddressAsk{Text: m.text})
		if err != nil {
			t.Fatalf("%q: %v", m.text, err)
		}
		of[m.level+" "+m.how]++
		if !m.right(a) {
			bad++
			if a.Outcome == "found" && a.Level == "building" {
				silent++
			}
			wrong[m.level+" "+m.how]++
			if wrong[m.level+" "+m.how] <= 6 {
				t.Logf("%q meant %s %s (%s), understood as %s %s: %s", m.text, m.level, m.code, m.how, a.Outcome, a.Level, firstHits(a))
			}
		}
	}
	for how, n := range of {
		t.Logf("%-28s %6d written, %5d misunderstood", how, n, wrong[how])
	}
	if silent*2000 > n {
		t.Errorf("%d of %d addresses led to another building without a word", silent, n)
	}
	if share := 100 * float64(n-bad) / float64(n); share < 98 {
		t.Errorf("%.2f %% of %d addresses were understood; it must be 98 %%", share, n)
	} else {
		t.Logf("%.2f %% of %d addresses were understood, %d led to another building", share, n, silent)
	}
}

func firstHits(a *atlas.AddressAnswer) string {
	var out []string
	for _, h := range a.Candidates[:min(3, len(a.Candidates))] {
		out = append(out, h.Level+" "+h.Name+" "+h.Code)
	}
	return strings.Join(out, " | ") + " unknown " + strings.Join(a.NotUnderstood, ",")
}
