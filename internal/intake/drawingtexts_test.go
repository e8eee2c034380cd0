package intake_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/intake"
)

// drawnBox is a square of 0.01° with its texts, open by gap degrees where that is not 0.
func drawnBox(x, gap float64, texts ...string) string {
	const y, side = 35.0, 0.01
	var b strings.Builder
	draw := func(px, py float64) { fmt.Fprintf(&b, "10\n%.7f\n20\n%.7f\n", px, py) }
	closed := 1
	if gap != 0 {
		closed = 0
	}
	fmt.Fprintf(&b, "0\nLWPOLYLINE\n8\nGRID\n70\n%d\n", closed)
	draw(x, y)
	draw(x+side, y)
	draw(x+side, y+side)
	draw(x, y+side)
	if gap != 0 {
		draw(x, y+gap)
	}
	for i, text := range texts {
		layer, what, _ := strings.Cut(text, " ")
		fmt.Fprintf(&b, "0\nTEXT\n8\n%s\n10\n%.7f\n20\n%.7f\n1\n%s\n", layer, x+0.005, y+0.008-0.001*float64(i), what)
	}
	return b.String()
}

func (w *world) drawing(o intake.Options, parts ...string) *intake.Report {
	w.Helper()
	o.Layer, o.CRS = "district", "EPSG:4326"
	return w.take(w.write("dxf", "0\nSECTION\n2\nENTITIES\n"+strings.Join(parts, "")+"0\nENDSEC\n0\nEOF\n"), o)
}

// TestDrawingTexts: what stands in a polyline beside its code becomes the name, or is told: as a doubt
// where several texts could be the name, as a count where they are neither.
func TestDrawingTexts(t *testing.T) {
	w := newWorld(t, threeLayers)
	first := drawnBox(116, 0, "标注 D-1", "标注 第一网格", "户数 300户")
	second := drawnBox(116.01, 0, "标注 D-2", "标注 第二网格", "标注 幸福里")
	r := w.drawing(intake.Options{}, first, second)
	if r.Accepted != 2 || r.Status != intake.StoredWithFindings || !slices.Equal(r.Ignored, []string{"3 TEXT neither code nor name"}) ||
		len(r.Doubts) != 1 || r.Doubts[0].Code != "D-2" || r.Doubts[0].Reason != "several_names" || !strings.Contains(r.Doubts[0].Message, "第二网格 幸福里") {
		t.Errorf("%+v", r)
	}
	if one, two := w.area("district", "D-1"), w.area("district", "D-2"); one.Names.Zh != "第一网格" || two.Names.Zh != "D-2" {
		t.Errorf("%+v %+v", one.Names, two.Names)
	}
	// The way out of the doubt: all on the layer but the code.
	r = w.drawing(intake.Options{NameField: "name@标注"}, first, second)
	if two := w.area("district", "D-2"); len(r.Doubts) != 0 || two.Names.Zh != "第二网格 幸福里" || !slices.Equal(r.Ignored, []string{"1 TEXT neither code nor name"}) {
		t.Errorf("%+v %+v", r, two.Names)
	}
}

// TestDrawingLeftOpen: a polyline that is not closed is rejected for that, with its code and its
// place, also where no text lies in it; close-ring takes it with the texts in it.
func TestDrawingLeftOpen(t *testing.T) {
	w := newWorld(t, threeLayers)
	parts := []string{drawnBox(116, 0, "标注 D-1"), drawnBox(116.01, 0.000004, "标注 D-2", "标注 第二网格"), drawnBox(116.02, 0.008)}
	r := w.drawing(intake.Options{}, parts...)
	if r.Accepted != 1 || len(r.Rejected) != 2 || r.Rejected[0].Code != "D-2" {
		t.Fatalf("%+v", r)
	}
	for _, x := range r.Rejected {
		if x.Reason != "ring_unclosed" || x.At == nil {
			t.Errorf("%+v", x)
		}
	}
	r = w.drawing(intake.Options{Repairs: intake.Repairs{intake.CloseRing: 1}}, parts...)
	if r.Accepted != 2 || len(r.Repaired) != 1 || r.Repaired[0].Repair != intake.CloseRing || w.area("district", "D-2").Names.Zh != "第二网格" {
		t.Errorf("%+v", r)
	}
	if x := r.Rejected; len(x) != 1 || x[0].Reason != "no_code" || x[0].At == nil || !strings.Contains(x[0].Message, "is open") {
		t.Errorf("%+v", x)
	}
}

// TestDrawingCodes: a code in wide letters or with a blank in it is a code, as in tables; a figure of two numbers is none.
func TestDrawingCodes(t *testing.T) {
	w := newWorld(t, threeLayers)
	r := w.drawing(intake.Options{}, drawnBox(116, 0, "标注 Ｄ－００１", "标注 第一网格"), drawnBox(116.01, 0, "标注 D- 002"), drawnBox(116.02, 0, "标注 D-003", "标注 5.2 13.6"))
	if r.Accepted != 3 || len(r.Ignored) != 0 {
		t.Fatalf("%+v", r)
	}
	if one := w.area("district", "D-001"); one.Names.Zh != "第一网格" || w.area("district", "D-002").Code == "" || w.area("district", "D-003").Names.Zh != "5.2 13.6" {
		t.Errorf("%+v", one.Names)
	}
}

// TestDrawnTwice: a grid that is drawn twice over itself is told as that, with the first one; beginning and sense of
// its ring do not matter.
func TestDrawnTwice(t *testing.T) {
	w := newWorld(t, threeLayers)
	const again = "0\nLWPOLYLINE\n8\nGRID\n70\n1\n10\n116.01\n20\n35.01\n10\n116.01\n20\n35\n10\n116\n20\n35\n10\n116\n20\n35.01\n"
	r := w.drawing(intake.Options{}, drawnBox(116, 0, "标注 D-1"), again, drawnBox(116.01, 0))
	if got := reasons(r); !slices.Equal(got, []string{"2 drawn_twice", "3 no_code"}) || !strings.Contains(r.Rejected[0].Message, "feature 1 has the same border") || r.Rejected[0].At == nil {
		t.Errorf("%v %+v", got, r.Rejected)
	}
}
