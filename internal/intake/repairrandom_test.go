package intake_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/intake"
)

// mess is a made-up city that somebody drew badly: four districts that fit, and 36 streets whose
// corners at the districts' borders are up to half a metre off, each street for itself up to a
// unit more, some across two districts, some rings open or twisted.
type mess struct {
	r         *rand.Rand
	districts []string
	streets   []string
}

func newMess(seed uint64) *mess {
	m := &mess{r: rand.New(rand.NewPCG(seed, 88))}
	const cells, half = 6, 3
	var nodes, rough [cells + 1][cells + 1][2]float64
	for y := range nodes {
		for x := range nodes[y] {
			p := [2]float64{float64(x) / 10, float64(y) / 10}
			if x%half != 0 && y%half != 0 { // inner ones
				p[0] += (m.r.Float64() - 0.5) / 40
				p[1] += (m.r.Float64() - 0.5) / 40
			}
			nodes[y][x], rough[y][x] = p, p
			if x%half == 0 || y%half == 0 {
				rough[y][x][0] += (m.r.Float64() - 0.5) * 80 * unit
				rough[y][x][1] += (m.r.Float64() - 0.5) * 80 * unit
			}
		}
	}
	for y := 0; y < cells; y += half {
		for x := 0; x < cells; x += half {
			m.districts = append(m.districts, coded(fmt.Sprintf("d%d%d", x, y), box(float64(x)/10, float64(y)/10, half/10.0, half/10.0)))
		}
	}
	for y := range cells {
		for x := range cells {
			corners := [][2]float64{rough[y][x], rough[y][x+1], rough[y+1][x+1], rough[y+1][x]}
			for i := range corners {
				corners[i][0] += math.Round(m.r.Float64()*2-1) * unit
				corners[i][1] += math.Round(m.r.Float64()*2-1) * unit
			}
			m.streets = append(m.streets, m.spoil(fmt.Sprintf("s%d%d", x, y), corners))
		}
	}
	// One that lies in two districts and beside the others' ground.
	m.streets = append(m.streets, coded("far", box(0.25, 0.7, 0.1, 0.1)))
	return m
}

// spoil twists a street or leaves its ring open, now and then.
func (m *mess) spoil(code string, corners [][2]float64) string {
	switch m.r.IntN(12) {
	case 0: // a little ear that crosses the border
		a := corners[0]
		corners = append(corners, [2]float64{a[0] + 0.01, a[1] + 0.05}, [2]float64{a[0] - 300*unit, a[1] + 0.04})
		return coded(code, ring(corners...))
	case 1:
		last := [2]float64{corners[0][0], corners[0][1] + 20*unit}
		return coded(code, open(ring(corners...), last))
	}
	return coded(code, ring(corners...))
}

// TestRepairsOfARandomMess: whatever is wrong, a report adds up, what is stored is valid and a
// partition as well as before or better, and a second import changes nothing.
func TestRepairsOfARandomMess(t *testing.T) {
	counts := map[string]int{}
	for seed := range uint64(12) {
		m := newMess(seed)
		for i, bad := range geotest.BadShapes() {
			if !strings.Contains(bad.GeoJSON, "NaN") && !strings.Contains(bad.GeoJSON, "Infinity") && uint64(i)%5 == seed%5 {
				m.streets = append(m.streets, coded("bad"+fmt.Sprint(i), bad.GeoJSON))
			}
		}
		plain := newWorld(t, threeLayers)
		plain.load("district", m.districts...)
		before := plain.load("street", m.streets...)
		if len(before.Repaired) != 0 {
			t.Fatalf("seed %d: repaired without a name: %v", seed, told(before))
		}

		w := newWorld(t, threeLayers)
		w.load("district", m.districts...)
		path := w.write("geojson", collection(m.streets...))
		o := intake.Options{Layer: "street", Repairs: repairs(t, intake.RepairNames()...)}
		r := w.take(path, o)
		if r.Unsettled {
			t.Errorf("seed %d: the repairs do not come to rest", seed)
		}
		for _, x := range r.Repaired {
			counts[x.Repair] += x.Places
			if x.At == nil || x.Places < 1 || x.Feature < 1 || x.Code == "" || x.MovedM > 1 {
				t.Errorf("seed %d: %+v", seed, x)
			}
		}
		if hairlines(before) > 0 && hairlines(r) > len(r.Unrepaired) || len(r.Gaps)+len(r.Overlaps) > len(before.Gaps)+len(before.Overlaps) {
			t.Errorf("seed %d: %d gaps and %d overlaps before, %d and %d after, %d not repaired", seed,
				len(before.Gaps), len(before.Overlaps), len(r.Gaps), len(r.Overlaps), len(r.Unrepaired))
		}
		for code, shape := range w.shapes("street") {
			if same, err := partition.Normalise(shape); err != nil || !same.Equal(shape) {
				t.Errorf("seed %d: %s is not valid: %v", seed, code, err)
			}
		}
		if again := w.take(path, o); again.Status != intake.Unchanged || fmt.Sprint(told(again)) != fmt.Sprint(told(r)) {
			t.Errorf("seed %d, again: %s, %d of %d unchanged", seed, again.Status, again.Unchanged, again.Accepted)
		}
	}
	for _, name := range intake.RepairNames() {
		if counts[name] == 0 {
			t.Errorf("%s was never done", name)
		}
	}
	t.Log(counts)
}

// hairlines counts the hairlines of a report.
func hairlines(r *intake.Report) int {
	n := 0
	for _, g := range r.Gaps {
		if g.Hairline {
			n++
		}
	}
	for _, o := range r.Overlaps {
		if o.Hairline {
			n++
		}
	}
	return n
}
