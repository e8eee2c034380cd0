package intake_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// memoryKeys keep keys as long as a test runs.
type memoryKeys struct {
	sync.Mutex
	keys   map[string][]byte
	erased map[string]bool
}

func newKeys() *memoryKeys { return &memoryKeys{keys: map[string][]byte{}, erased: map[string]bool{}} }

func (k *memoryKeys) Ensure(_ context.Context, codes []string) ([][]byte, error) {
	k.Lock()
	defer k.Unlock()
	out := make([][]byte, len(codes))
	for i, code := range codes {
		if k.erased[code] {
			return nil, city.PersonErased(code)
		}
		if k.keys[code] == nil {
			k.keys[code] = city.NewKey()
		}
		out[i] = k.keys[code]
	}
	return out, nil
}

func (k *memoryKeys) Get(_ context.Context, codes []string) ([][]byte, error) {
	k.Lock()
	defer k.Unlock()
	out := make([][]byte, len(codes))
	for i, code := range codes {
		out[i] = k.keys[code]
	}
	return out, nil
}

func (k *memoryKeys) Erase(_ context.Context, codes []string) error {
	k.Lock()
	defer k.Unlock()
	for _, code := range codes {
		delete(k.keys, code)
		k.erased[code] = true
	}
	return nil
}

func (k *memoryKeys) Erased(context.Context) ([]string, error) {
	k.Lock()
	defer k.Unlock()
	return slices.Sorted(maps.Keys(k.erased)), nil
}

// staffed is a world of the default scheme with a community, two grids and keys.
type staffed struct {
	*world
	keys *memoryKeys
}

func newStaffed(t testing.TB) *staffed {
	t.Helper()
	src, err := data.Scheme("default")
	if err != nil {
		t.Fatal(err)
	}
	w := &staffed{newWorld(t, string(src)), newKeys()}
	w.load("community", feature(box(0, 0, 4, 4), "code", `"C1"`, "name", `"古槐社区"`))
	w.load("grid", feature(box(0, 0, 2, 4), "code", `"G1"`, "name", `"第一网格"`), feature(box(2, 0, 2, 4), "code", `"G2"`, "name", `"第二网格"`))
	return w
}

// people imports rows of a CSV and checks what holds of every report.
func (w *staffed) people(kind city.RecordKind, rows []string, options ...func(*intake.PeopleOptions)) *intake.PeopleReport {
	w.Helper()
	return w.table(kind, w.write("csv", strings.Join(rows, "\n")), options...)
}

func (w *staffed) table(kind city.RecordKind, path string, options ...func(*intake.PeopleOptions)) *intake.PeopleReport {
	w.Helper()
	o := intake.PeopleOptions{Kind: kind, Now: func() time.Time { return noon }}
	for _, option := range options {
		option(&o)
	}
	r, err := intake.ImportPeople(w.Context(), w.store, w.keys, path, o)
	if err != nil {
		w.Fatalf("%v", err)
	}
	if r.Read != r.Accepted+len(r.Rejected) {
		w.Errorf("read %d ≠ accepted %d + rejected %d", r.Read, r.Accepted, len(r.Rejected))
	}
	return r
}

func dry(o *intake.PeopleOptions)     { o.DryRun = true }
func replace(o *intake.PeopleOptions) { o.Replace = true }
func from(d *city.Date) func(*intake.PeopleOptions) {
	return func(o *intake.PeopleOptions) { o.EffectiveFrom = d }
}

// versions are those of a code of a kind, in the order of time.
func (w *staffed) records(kind city.RecordKind, code string) (out []city.Record) {
	w.Helper()
	rs, err := w.store.Records(w.Context(), city.Query{Kind: kind})
	if err != nil {
		w.Fatalf("%v", err)
	}
	for _, r := range rs {
		if r.Key().Code == code {
			out = append(out, r)
		}
	}
	return out
}

// holders tells who holds a post when.
func (w *staffed) holders(code string) string {
	w.Helper()
	var b strings.Builder
	for _, r := range w.records(city.KindPost, code) {
		fmt.Fprintf(&b, "[%s %s)=%s ", r.Valid.From, r.Valid.To, r.Content.(*city.Post).Person)
	}
	return strings.TrimSpace(b.String())
}

func (w *staffed) details(code string) city.Details {
	w.Helper()
	rs := w.records(city.KindPerson, code)
	if len(rs) == 0 {
		w.Fatalf("there is no person %s", code)
	}
	d, err := city.Unseal(w.keys.keys[code], code, rs[len(rs)-1].Content.(*city.Person).Sealed)
	if err != nil {
		w.Fatalf("%v", err)
	}
	return *d
}

var threePersons = []string{
	"工号,姓名,职务,值班电话,手机,持证社工",
	"P1,王小明,网格长,0537-2212345、13800000001,13900000001,是",
	"P2,<img onerror=alert(1)>,,13800000002,,否",
	"P3,欧阳·娜,,,１３９００００００３,",
}

// TestImportPersons: what is personal is sealed, and the same file changes nothing.
func TestImportPersons(t *testing.T) {
	w := newStaffed(t)
	if r := w.people(city.KindPerson, threePersons, dry); r.Status != intake.Stored || len(w.keys.keys) != 0 {
		t.Errorf("dry run: %+v, %d keys", r, len(w.keys.keys))
	}
	r := w.people(city.KindPerson, threePersons)
	if r.Status != intake.Stored || r.Accepted != 3 || r.Effective != "" {
		t.Fatalf("%+v", r)
	}
	want := city.Details{Name: "王小明", Title: "网格长", Qualified: true, Phones: []city.Phone{
		{Use: city.PhoneDuty, Number: "0537-2212345"}, {Use: city.PhoneDuty, Number: "13800000001"}, {Use: city.PhonePrivate, Number: "13900000001"},
	}}
	if got := w.details("P1"); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%+v", got)
	}
	if got := w.details("P2"); got.Name != "<img onerror=alert(1)>" {
		t.Errorf("%+v", got)
	}
	for _, o := range []func(*intake.PeopleOptions){dry, func(*intake.PeopleOptions) {}} {
		if again := w.people(city.KindPerson, threePersons, o); again.Status != intake.Unchanged || again.Unchanged != 3 || again.Revision != r.Revision {
			t.Errorf("once more: %+v", again)
		}
	}
	some := w.people(city.KindPerson, []string{"工号,职务", "P1,书记"})
	if got := w.details("P1"); some.Accepted != 1 || got.Title != "书记" || got.Name != "王小明" || len(got.Phones) != 3 {
		t.Errorf("only a title: %+v %+v", some, got)
	}
	less := w.people(city.KindPerson, threePersons[:2], replace)
	if !slices.Equal(less.Ended, []string{"P2", "P3"}) || w.records(city.KindPerson, "P2")[0].Valid.To.String() != "2026-11-21" {
		t.Errorf("replace: %+v", less)
	}
	if err := w.keys.Erase(t.Context(), []string{"P3"}); err != nil {
		t.Fatal(err)
	}
	if r := w.people(city.KindPerson, threePersons); len(r.Rejected) != 1 || r.Rejected[0].Reason != "person_erased" {
		t.Errorf("erased: %+v", r)
	}
}

// TestPeopleKeepSilent: neither a report, nor the log, nor the file of the store holds a canary.
func TestPeopleKeepSilent(t *testing.T) {
	w := newStaffed(t)
	const name, phone = "金丝雀", "13712345678"
	rows := []string{"工号,姓名,职务,电话,电话用途,单位,持证社工,生效日期"}
	rows = append(rows,
		"P1,"+name+",,1371234x678,,,,", name+","+name+",,,,,,", phone+","+name+",,,,,,", "P4,"+name+",,"+phone+","+name+",,,",
		"P5,="+name+",,,,,,", "P6,,,,,"+name+",,", "P7,"+name+",,,,,,"+name, "P8,"+name+",,,,,"+name+",", "P9,"+name+","+name+","+phone+",,,,",
		"P10,"+name+",,,,"+name+",,",
	)
	persons := w.people(city.KindPerson, rows)
	posts := w.people(city.KindPost, []string{
		"编码,角色,对象类型,对象编码,人员编码,任务,值班时间,日历,替班岗位,办公电话",
		"A1," + name + ",网格,G1,P9,,,,,", "A2,网格长," + name + ",G1,P9,,,,,", "A3,网格长,网格," + name + ",P9,,,,,", "A4,网格长,网格,G1," + name + ",,,,,",
		"A5,网格长,网格,G1,P9," + name + ",,,,", "A6,网格长,网格,G1,P9,," + name + ",,,", "A7,网格长,网格,G1,P9,,周一 8:00-9:00," + name + ",,", "A8,网格长,网格,G1,P9,,,," + name + ",",
		"A9,网格长,网格,G1,P9,,,,," + name,
	})
	wantReasons := func(r *intake.PeopleReport, want ...string) {
		t.Helper()
		var got []string
		for _, x := range r.Rejected {
			got = append(got, x.Reason)
			if x.Column == "" || x.Message == "" {
				t.Errorf("%+v", x)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v", got)
		}
	}
	wantReasons(persons, "bad_phone", "telling_code", "telling_code", "bad_value", "formula_cell", "no_name", "bad_date", "bad_value", "unknown_organisation")
	wantReasons(posts, "unknown_role", "unknown_layer", "unknown_seat", "unknown_person", "bad_task", "bad_hours", "unknown_calendar", "unknown_stand_in", "bad_phone")
	for _, r := range []*intake.PeopleReport{persons, posts} {
		text, err := json.Marshal(r)
		if err != nil || bytes.Contains(text, []byte(name)) || bytes.Contains(text, []byte(phone)) {
			t.Errorf("%v: %s", err, text)
		}
	}
	if w.details("P9").Name != name {
		t.Error("the canary was not stored at all")
	}
	files, err := filepath.Glob(filepath.Join(w.dir, "city.gpkg*"))
	if err != nil || len(files) == 0 {
		t.Fatal(err, files)
	}
	for _, file := range files {
		if content, err := os.ReadFile(file); err != nil || bytes.Contains(content, []byte(name)) || bytes.Contains(content, []byte(phone)) {
			t.Errorf("%s holds the canary, or cannot be read: %v", file, err)
		}
	}
}

// TestHandOver: a post goes from one person to another without a gap, by a short file; an end ends
// it; the same file once more changes nothing.
func TestHandOver(t *testing.T) {
	w := newStaffed(t)
	w.people(city.KindPerson, threePersons)
	first := []string{"岗位编码,角色,对象类型,对象编码,人员编码,值班时间", "A1,网格长,网格,第一网格,P1,周一至周五 08:30-18:00;节假日休息"}
	if r := w.people(city.KindPost, first); r.Status != intake.Stored {
		t.Fatalf("%+v", r)
	}
	over := []string{"岗位编码,人员编码,生效日期,截止日期", "A1,P2,2027/7/1,", "A1,P3,2028-01-01,2028-12-31"}
	for range 2 {
		if r := w.people(city.KindPost, over); len(r.Rejected) > 0 {
			t.Fatalf("%+v", r)
		}
		if got := w.holders("A1"); got != "[ 2027-07-01)=P1 [2027-07-01 2028-01-01)=P2 [2028-01-01 2029-01-01)=P3" {
			t.Fatal(got)
		}
	}
	if r := w.people(city.KindPost, over); r.Status != intake.Unchanged || r.Unchanged != 2 {
		t.Errorf("once more: %+v", r)
	}
	if r := w.people(city.KindPost, first); r.Status != intake.Unchanged {
		t.Errorf("the first file: %+v, %s", r, w.holders("A1"))
	}
	post := w.records(city.KindPost, "A1")[1].Content.(*city.Post)
	if post.Role != "grid_head" || post.At.Code != "G1" || post.Hours == nil || post.Hours.Calendar != "cn" {
		t.Errorf("the hand-over lost something: %+v", post)
	}
	w.people(city.KindPost, []string{"岗位编码,人员编码,until", "A1,P1,2026-12-01"})
	if got := w.holders("A1"); got != "[ 2026-12-01)=P1 [2027-07-01 2028-01-01)=P2 [2028-01-01 2029-01-01)=P3" {
		t.Error(got)
	}
}

// TestPostsRejected: each cause by its name, with the row and the column.
func TestPostsRejected(t *testing.T) {
	w := newStaffed(t)
	w.people(city.KindPerson, threePersons)
	w.people(city.KindPerson, []string{"工号,姓名,生效日期,截止日期", "P8,甲,2026-01-01,2026-01-31"})
	w.load("compound", feature(box(0, 0, 1, 1), "code", `"X1"`, "name", `"同名"`), feature(box(1, 0, 1, 1), "code", `"X2"`, "name", `"同名"`))
	w.take(w.write("geojson", collection(coded("G1", box(0, 0, 4, 4)))), intake.Options{Layer: "grid", Replace: true, EffectiveFrom: date(t, "2026-10-01")})
	r := w.people(city.KindPost, []string{
		"某街道网格员名册,,,,,,,,,",
		"编码*,角色（必填）,对象类型,对象编码,人员编码,替班岗位,办公电话,起始日期,结束日期,备注",
		"A1,网格长,grid,G1,P1,A2 ;A3,0537-2212345,,,x",
		"A2,Grid head,网格,G1,P1,A4,,,,",
		"A3,grid_head,,G1,,,,,,",
		"A4,网格长,网格,G2,,,,,,",
		"A4,网格长,网格,G2,,,,2026-08-01,,",
		"A5,网格长,小区,X1,,,,,,",
		"A6,小区包联干部,小区,同名,,,,,,",
		"A7,网格长,网格,G1,P8,,,,,",
		"A8,网格长,网格,G1,,A8,,,,",
		"A1,网格长,网格,G1,,,,,,",
		"3.70811E+14,网格长,网格,G1,,,,,,",
		",网格长,网格,G1,,,,,,",
		"A9,网格长,网格,G1,,,,2026-10-01,2026-09-30,",
		"B1,,网格,G1,,,,,,",
		"B2,网格长,网格,,,,,,,",
		"B3,网格长,网格,G1,,,0537 转 8,,,",
		"B4,网格长,网格,G1,,,,2026-01-01,2026-06-01,",
		"B4,网格长,网格,G1,,,,2026-05-01,,",
		"B5,值班,网格,G1,,,,,,",
	})
	var got []string
	for _, x := range r.Rejected {
		got = append(got, fmt.Sprintf("%d %s %s %s", x.Row, x.Code, x.Column, x.Reason))
	}
	want := []string{
		"3 A1 替班岗位 unknown_stand_in", "4 A2 替班岗位 unknown_stand_in", "6 A4 对象编码 seat_ended", "7 A4 对象编码 seat_ended", "8 A5 对象编码 bad_seat", "9 A6 对象编码 ambiguous_seat",
		"10 A7 人员编码 person_ended", "11 A8 替班岗位 bad_stand_in", "12 A1 编码* duplicate_code", "13  编码* lost_digits", "14  编码* no_code",
		"15 A9 起始日期 bad_period", "16 B1 角色（必填） no_role", "17 B2 对象编码 no_seat", "18 B3 办公电话 bad_phone", "20 B4 起始日期 overlapping_rows", "21 B5 角色（必填） unknown_role",
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
	if !slices.Equal(r.Ignored, []string{"备注"}) {
		t.Errorf("ignored: %v", r.Ignored)
	}
	if !strings.Contains(r.Rejected[2].Message, "ended on 2026-10-01") {
		t.Errorf("it does not say when the grid ended: %+v", r.Rejected[2])
	}
}

// TestDoubleDuty: pairs of posts of one person at the same hour, over midnight too.
func TestDoubleDuty(t *testing.T) {
	w := newStaffed(t)
	w.people(city.KindPerson, threePersons)
	r := w.people(city.KindPost, []string{
		"编码,角色,对象编码,人员编码,值班时间",
		"A1,网格长,grid/G1,P1,周一至周五 08:30-18:00",
		"A2,网格长,grid/G2,P1,周五 17:59-20:00",
		"A3,网格长,grid/G2,P1,周五 20:00-08:00",
		"A4,网格长,grid/G2,P2,周日 20:00-次日08:00",
		"A5,专职网格员,grid/G2,P2,周一 07:30-12:00",
		"A6,网格长,grid/G1,P3,",
		"A7,网格长,grid/G2,P3,周一 07:30-12:00",
	})
	want := []intake.DoubleDuty{{Posts: [2]string{"A1", "A2"}, From: "2026-11-27T17:59"}, {Posts: [2]string{"A4", "A5"}, SameSeat: true, From: "2026-11-23T07:30"}}
	if r.Status != intake.StoredWithFindings || r.Doubled != 2 || !slices.Equal(r.DoubleDuty, want) {
		t.Errorf("%+v", r)
	}
	r = w.people(city.KindPost, []string{"编码,人员编码", "A2,P2"}, from(date(t, "2026-11-27")))
	if r.Doubled != 1 || r.DoubleDuty[0].Posts != [2]string{"A4", "A5"} {
		t.Errorf("after the hand-over: %+v", r)
	}
}

// TestOrganisations: the chain of the Party, seats and places.
func TestOrganisations(t *testing.T) {
	w := newStaffed(t)
	rows := []string{
		"组织编码,组织名称,组织类型,组建方式,上级编码,所属区域,覆盖范围,经度,纬度,党员数,联系电话",
		"D2,第一网格党支部,党支部,联合组建,D1,grid/G1,grid/G1、grid/G2,116.01,40.01,12,0537-2212345",
		"D1,古槐社区党委,community_committee,,,古槐社区,,,,,",
		"D3,党小组,党小组,,D9,grid/G1,,,,,",
		"D4,党小组,党小组,,D3,grid/G1,,,,,",
		"D5,党小组,党小组,,D1,grid/G1,,116.01,,,",
		"D6,党小组,党小组,,D1,grid/G1,,40.01,116.01,,",
		"D7,党小组,党小组,,D1,grid/G1,,,,-1,",
		"D8,党小组,小组,,D1,grid/G1,,,,,",
	}
	r := w.people(city.KindOrganisation, rows)
	var got []string
	for _, x := range r.Rejected {
		got = append(got, x.Code+" "+x.Reason)
	}
	if !slices.Equal(got, []string{"D3 unknown_parent", "D4 unknown_parent", "D5 bad_position", "D6 out_of_range", "D7 bad_count", "D8 unknown_kind"}) {
		t.Errorf("%v", got)
	}
	o := w.records(city.KindOrganisation, "D2")[0].Content.(*city.Organisation)
	if o.Form != "joint" || o.Parent != "D1" || o.Of.Code != "G1" || len(o.Covers) != 2 || o.Point == nil || *o.Members != 12 || o.OfficePhone == "" {
		t.Errorf("%+v", o)
	}
	if again := w.people(city.KindOrganisation, rows); again.Status != intake.Unchanged {
		t.Errorf("once more: %+v", again)
	}
	if r := w.people(city.KindPerson, []string{"工号,姓名,单位", "P1,甲,第一网格党支部"}); r.Status != intake.Stored || w.details("P1").Organisation != "D2" {
		t.Errorf("%+v", r)
	}
}

// TestNoHeadings: a file without headings is refused, and the error repeats nothing of it.
func TestNoHeadings(t *testing.T) {
	w := newStaffed(t)
	for text, code := range map[string]string{"P1,金丝雀\nP2,李四\n": "unknown_field", "工号,姓名,编码\nP1,金丝雀,2": "unknown_field", "工号,姓名\n": "internal"} {
		_, err := intake.ImportPeople(t.Context(), w.store, w.keys, w.write("csv", text), intake.PeopleOptions{Kind: city.KindPerson})
		if err == nil || city.CodeOf(err) != code || strings.Contains(err.Error(), "金丝雀") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestKeysOnlyOfWhatIsTaken: a change of persons that the store refuses, as one that --strict refuses, makes
// no keys, for nothing is sealed under them.
func TestKeysOnlyOfWhatIsTaken(t *testing.T) {
	rows := []string{"编码,姓名", "P-1,张三", "P-2,李四"}
	w, tries := newStaffed(t), 0
	_, err := intake.ImportPeople(t.Context(), w.store, w.keys, w.write("csv", strings.Join(rows, "\n")), intake.PeopleOptions{
		Kind: city.KindPerson, Now: func() time.Time { return noon },
		Check: func(ctx context.Context, _ *city.Change) error { // meanwhile another writes, each time
			tries++
			street := &city.Line{Layer: city.LayerRoad, Code: fmt.Sprintf("r%d", tries), Class: map[string]string{"class": "local"},
				Shape: geo.MultiLine{{{X: 1_160_000_000, Y: 400_000_000}, {X: 1_160_100_000, Y: 400_000_000}}}}
			_, err := w.store.Apply(ctx, city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(street, city.Always())}})
			return err
		},
	})
	if city.KindOf(err) != city.Stale || len(w.keys.keys) > 0 {
		t.Errorf("refused: %v, %d keys", err, len(w.keys.keys))
	}
	if r := w.people(city.KindPerson, append(rows, "P-3,"), func(o *intake.PeopleOptions) { o.Strict = true }); r.Status != intake.Refused || len(w.keys.keys) > 0 {
		t.Errorf("strict: %s, %d keys", r.Status, len(w.keys.keys))
	}
	if r := w.people(city.KindPerson, rows); r.Status != intake.Stored || len(w.keys.keys) != 2 {
		t.Fatalf("taken: %s, %d keys", r.Status, len(w.keys.keys))
	}
	if got := w.details("P-2"); got.Name != "李四" {
		t.Errorf("P-2 is opened as %v", got)
	}
	if r := w.people(city.KindPerson, rows); r.Status != intake.Unchanged {
		t.Errorf("once more: %s", r.Status)
	}
}
