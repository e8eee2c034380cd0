package intake_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// attributes joins a table and checks what holds of every report.
func (w *staffed) attributes(layer, text string, options ...func(*intake.AttributeOptions)) *intake.AttributeReport {
	w.Helper()
	o := intake.AttributeOptions{Layer: layer, Now: func() time.Time { return noon }}
	for _, option := range options {
		option(&o)
	}
	r, err := intake.ImportAttributes(w.Context(), w.store, w.write("csv", text), o)
	if err != nil {
		w.Fatalf("%v", err)
	}
	if r.Read != r.Accepted+len(r.Rejected) {
		w.Errorf("read %d ≠ accepted %d + rejected %d", r.Read, r.Accepted, len(r.Rejected))
	}
	return r
}

func joinReasons(r *intake.AttributeReport) (out []string) {
	for _, x := range r.Rejected {
		out = append(out, fmt.Sprintf("%d %s %s", x.Row, x.Column, x.Reason))
	}
	return out
}

// TestAttributes: by code or by a name that one area has, within the parent where it is named; nothing
// else of the area changes.
func TestAttributes(t *testing.T) {
	w := newStaffed(t)
	w.load("community", feature(box(4, 0, 4, 4), "code", `"C2"`, "name", `"新社区"`))
	w.load("grid", feature(box(4, 0, 2, 4), "code", `"G3"`, "name", `"第一网格"`), feature(box(6, 0, 2, 4), "code", `"G4"`, "name", `"第四网格"`))
	before := w.area("grid", "G1")
	r := w.attributes("grid", `网格编码,网格,所属社区,户数,人口,别名,网格类型,来源,class.等级
G1,第一网格,,３００,800人,老一、一号,专属网格,示例,甲
,第二网格,,10,,,,,
,第一网格,,1,,,,,
,第一网格,新社区,33,,,,,
,第二网格,,11,,,,,
,第九网格,,1,,,,,
G9,,,1,,,,,
,第二网格,新社区,1,,,,,
,第四网格,无此社区,1,,,,,
G4,第二网格,,44,,,,,
G4,,,45,,,坏类型,,
,,,5,,,,,
`)
	want := []string{
		"4 网格 ambiguous_area", "6  duplicate_code", "7 网格 unknown_area", "8 网格编码 unknown_area", "9 网格 unknown_area",
		"10 所属社区 unknown_area", "12  duplicate_code", "13 网格编码 no_code",
	}
	if got := joinReasons(r); !slices.Equal(got, want) {
		t.Errorf("rejected\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if !slices.Equal(r.Crossed, []intake.CrossedRow{{Code: "G4", OfName: "G2"}}) || r.Accepted != 4 || r.Untouched != 0 || len(r.Ignored) > 0 {
		t.Errorf("%+v", r)
	}
	a := w.area("grid", "G1")
	if *a.Households != 300 || *a.Population != 800 || a.Source != "示例" ||
		!maps.Equal(a.Class, map[string]string{"kind": "special", "等级": "甲", "alias": "老一、一号"}) {
		t.Errorf("%+v", a)
	}
	a.Households, a.Population, a.Source, a.Class = nil, nil, "", nil
	one, err := city.Encode(&before.Area)
	if err != nil {
		t.Fatal(err)
	}
	if two, err := city.Encode(&a.Area); err != nil || !bytes.Equal(one, two) {
		t.Errorf("something else changed: %+v", a)
	}
	if *w.area("grid", "G3").Households != 33 || *w.area("grid", "G2").Households != 10 || *w.area("grid", "G4").Households != 44 {
		t.Error("wrong areas")
	}
	// An alias finds its area from then on.
	if r := w.attributes("grid", "网格名称,户数\n老一,300\n"); r.Status != intake.Unchanged {
		t.Errorf("%+v", r)
	}
	if r := w.attributes("grid", "编码,类型\nG1,坏类型\n"); !slices.Equal(joinReasons(r), []string{"2 类型 unknown_kind"}) || r.Status != intake.Refused {
		t.Errorf("%+v", r)
	}
	strict := func(o *intake.AttributeOptions) { o.Strict = true }
	if r := w.attributes("grid", "编码,名称,户数\nG1,第二网格,5\n", strict); r.Status != intake.Refused {
		t.Errorf("strict: %+v", r)
	}
	later := func(o *intake.AttributeOptions) { o.EffectiveFrom, o.DryRun = date(t, "2030-01-01"), true }
	if r := w.attributes("grid", "编码,户数\nG1,5\n", later); r.Status != intake.Stored || *w.area("grid", "G1").Households != 300 {
		t.Errorf("dry run: %+v", r)
	}
	_, err = intake.ImportAttributes(t.Context(), w.store, w.write("csv", "编码,户数\nX,5\n"), intake.AttributeOptions{Layer: "street"})
	if city.KindOf(err) != city.Invalid || !strings.Contains(err.Error(), "no area") {
		t.Errorf("an empty layer: %v", err)
	}
}

// TestMapping: a table that was read by hand-made columns is read again by what the report says, and
// one that lacks a column is refused.
func TestMapping(t *testing.T) {
	w := newStaffed(t)
	m, err := intake.ReadMapping(strings.NewReader(`{"kind":"building","columns":{"楼座 (号)":"code","坐标·东":"lon","坐标·北":"lat","户数(常住)":"households","户数(户籍)":"","编码":""}}`))
	if err != nil {
		t.Fatal(err)
	}
	const text = "楼座（号）,编码,坐标,,户数（常住）,户数（户籍）\n,,东,北,,\nB1,9,116.001,40.001,7,8\n"
	by := func(m *intake.Mapping) func(*intake.ThingOptions) {
		return func(o *intake.ThingOptions) { o.Mapping = m }
	}
	r := w.things(intake.TableBuilding, "", text, by(m))
	if r.Status != intake.Stored || *w.building("B1").Households != 7 {
		t.Fatalf("%+v", r)
	}
	var kept bytes.Buffer
	if err := intake.WriteMapping(&kept, r.Mapping()); err != nil {
		t.Fatal(err)
	}
	again, err := intake.ReadMapping(&kept)
	if err != nil {
		t.Fatal(err)
	}
	if r := w.things(intake.TableBuilding, "", text, by(again)); r.Status != intake.Unchanged {
		t.Errorf("%+v", r)
	}
	for name, path := range map[string]string{
		"lacks": w.write("csv", "楼座（号）,经度,纬度\nB1,116,40\n"), "without it": w.write("csv", text),
	} {
		o := intake.ThingOptions{Kind: intake.TableBuilding, Mapping: again}
		if name == "without it" {
			o.Mapping = nil
		}
		if _, err := intake.ImportThings(t.Context(), w.store, path, o); city.KindOf(err) != city.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, bad := range []string{
		"", "[]", `{"kind":"house"}`, `{"kind":"building","columns":{"a":"nothing"}}`, `{"kind":"building","columns":{"a":"code","b":"code"}}`,
		`{"kind":"person","columns":{"a":"class.x"}}`, `{"kind":"building","extra":1}`, `{"kind":"building"} {}`,
	} {
		if _, err := intake.ReadMapping(strings.NewReader(bad)); city.KindOf(err) != city.Invalid {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if _, err := intake.ImportThings(t.Context(), w.store, "x.csv", intake.ThingOptions{Kind: intake.TablePlace, Mapping: m}); city.KindOf(err) != city.Invalid {
		t.Errorf("a mapping of another kind: %v", err)
	}
}

// TestPeopleHeadings: tables of people are read by the same machinery: groups of columns, units, and a
// mapping.
func TestPeopleHeadings(t *testing.T) {
	w := newStaffed(t)
	r := w.people(city.KindPerson, []string{"花名册,,,", "人员,,联系方式,", "工号,姓名,办公电话,值班电话", "必填,必填,选填,选填", "P1,示例,0537-2212345,13700000001"})
	if r.Status != intake.Stored || r.Read != 1 || len(w.details("P1").Phones) != 2 {
		t.Errorf("%+v", r)
	}
	m, err := intake.ReadMapping(strings.NewReader(`{"kind":"person","columns":{"胸牌":"code","称呼":"name"}}`))
	if err != nil {
		t.Fatal(err)
	}
	r = w.people(city.KindPerson, []string{"胸牌,称呼,姓名", "P2,乙,丙"}, func(o *intake.PeopleOptions) { o.Mapping = m })
	if r.Status != intake.Stored || w.details("P2").Name != "乙" || !maps.Equal(r.Mapping().Columns, map[string]string{"胸牌": "code", "称呼": "name", "姓名": ""}) {
		t.Errorf("%+v", r)
	}
}

// TestAreaHeadings: a file of areas tells code and name by the headings that tables have for them, but
// not where two fields may be meant.
func TestAreaHeadings(t *testing.T) {
	w := newStaffed(t)
	if r := w.load("grid", feature(box(4, 0, 1, 4), "网格编码", `"G7"`, "网格名称", `"第七网格"`, "社区名称", `"x"`)); r.Assigned > 0 || w.area("grid", "G7").Names.Zh != "第七网格" {
		t.Errorf("%+v", r)
	}
	two := w.write("geojson", collection(feature(box(4, 0, 1, 4), "编码", `"X"`, "编号", `"Y"`)))
	if _, err := intake.Import(t.Context(), w.store, two, intake.Options{Layer: "compound"}); city.CodeOf(err) != "unknown_field" || !strings.Contains(err.Error(), "--code-field 编码") {
		t.Errorf("a code was guessed or made up: %v", err)
	}
}

// TestAreasByOtherWords: a name without the word of its layer, as that of the office, or behind the areas
// around it finds its area; where several may be meant the row says so.
func TestAreasByOtherWords(t *testing.T) {
	const scheme = `
layers:
  - {key: street, name: {zh: 街道, en: Street}, parent: "", partition: true}
  - {key: community, name: {zh: 社区, en: Community}, parent: street, partition: true}
  - {key: grid, name: {zh: 网格, en: Grid}, parent: community, partition: true}
`
	w := &staffed{newWorld(t, scheme), newKeys()}
	w.load("street", feature(box(0, 0, 4, 4), "code", `"S1"`, "name", `"古槐街道"`), feature(box(4, 0, 4, 4), "code", `"S2"`, "name", `"济阳街道"`))
	w.load("community", feature(box(0, 0, 2, 4), "code", `"C1"`, "name", `"太白楼社区"`), feature(box(2, 0, 2, 4), "code", `"C2"`, "name", `"文昌社区"`), feature(box(4, 0, 4, 4), "code", `"C3"`, "name", `"文昌社区"`))
	w.load("grid", feature(box(0, 0, 1, 4), "code", `"G1"`, "name", `"第一网格"`), feature(box(2, 0, 1, 4), "code", `"G2"`, "name", `"第一网格"`), feature(box(4, 0, 1, 4), "code", `"G3"`, "name", `"第一网格"`))
	r := w.attributes("grid", `所属社区,网格,户数
太白楼,第一网格,1
古槐街道文昌社区,第一,2
济阳文昌社区居委会,第一网格,3
文昌,第一网格,4
济阳街道太白楼社区,第一网格,5
,古槐街道太白楼社区第一网格,6
`)
	want := []string{"5 所属社区 ambiguous_area", "6 所属社区 unknown_area", "7  duplicate_code"}
	if got := joinReasons(r); !slices.Equal(got, want) || strings.Contains(r.Rejected[0].Message, "no area") || strings.Contains(r.Rejected[1].Message, "several") {
		t.Errorf("rejected\n%s\nwant\n%s\n%+v", strings.Join(got, "\n"), strings.Join(want, "\n"), r.Rejected)
	}
	for code, want := range map[string]int64{"G1": 1, "G2": 2, "G3": 3} {
		if a := w.area("grid", code); a.Households == nil || *a.Households != want {
			t.Errorf("%s: %+v", code, a.Area)
		}
	}
}
