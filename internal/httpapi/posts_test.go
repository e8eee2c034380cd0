package httpapi_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
)

// postDesk is a desk with two persons, their posts, and an organisation of each street.
func postDesk(t *testing.T) *desk {
	t.Helper()
	d := keeperDesk(t, nil)
	staff(t, d)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	a, b := city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"}, city.Seat{Kind: city.KindArea, Layer: "street", Code: "b"}
	d.apply("2026-07-03", &city.Organisation{Code: "org-a", Kind: "street_committee", Of: a}, &city.Organisation{Code: "org-b", Kind: "street_committee", Of: b},
		&city.Organisation{Code: "org-ab", Kind: "property_company", Covers: []city.Seat{a, b}},
		&city.Post{Code: "post-ab", Role: "property_contact", At: city.Seat{Kind: city.KindOrganisation, Layer: city.LayerOrganisation, Code: "org-ab"}})
	if _, err := d.atlas.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) keeperOf(street string) string {
	return d.accounts.token("keeper-of-"+street, []access.Role{access.Keeper}, city.Seat{Kind: city.KindArea, Layer: "street", Code: street})
}

// writes sends a change made on the latest revision.
func (d *desk) writes(token, body string) *http.Response {
	d.t.Helper()
	r := httptest.NewRequest("POST", "/api/v1/changes", strings.NewReader(body))
	r.Host = "localhost"
	r.Header.Set("Authorization", "Bearer "+token)
	st, err := d.store.State(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	r.Header.Set("If-Match", `"`+jsonOf(d.t, st.Revision)+`"`)
	return d.do(r)
}

func jsonOf(t testing.TB, v any) string {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// postSeen is what the tests read of a post.
type postSeen struct {
	Code, State, Role, Area string
	InForce                 bool `json:"in_force"`
	Current                 bool
	OnDuty                  *bool `json:"on_duty"`
	Valid                   struct{ From, To string }
	Person                  *struct {
		Code, Name string
		Masked     bool
	}
	Hours *struct {
		Turn *struct{ Days, Of, Nth int }
	}
}

// postsOf lists posts as JSON reads them.
func postsOf(t *testing.T, res *http.Response) (out struct {
	Posts, Versions []postSeen
	Next            string
}) {
	t.Helper()
	text := bodyOf(t, res)
	if err := json.Unmarshal([]byte(text), &out); err != nil || res.StatusCode != 200 {
		t.Fatalf("%d %s", res.StatusCode, text)
	}
	return out
}

func codesOf(list []postSeen) string {
	var out []string
	for _, p := range list {
		out = append(out, p.Code)
	}
	return strings.Join(out, " ")
}

// TestPostsDesk: lists by area, role and state, page by page; a hand-over from a date leaves no gap,
// and the history tells who held the post; a dry run writes nothing.
func TestPostsDesk(t *testing.T) {
	d := postDesk(t)
	for target, want := range map[string]string{
		"/api/v1/posts":                                                  "post-a post-ab post-b",
		"/api/v1/posts?layer=street&area=a":                              "post-a post-ab",
		"/api/v1/posts?layer=district&area=d&role=street_contact":        "post-a post-b",
		"/api/v1/posts?state=vacant":                                     "post-ab",
		"/api/v1/posts?state=acting":                                     "",
		"/api/v1/posts?at=2026-07-01":                                    "",
		"/api/v1/posts?layer=street&area=nix":                            "",
		"/api/v1/posts?layer=street&area=b&role=street_contact&limit=10": "post-b",
	} {
		if got := codesOf(postsOf(t, d.local("GET", target, "")).Posts); got != want {
			t.Errorf("%s: %s, want %s", target, got, want)
		}
	}
	first := postsOf(t, d.local("GET", "/api/v1/posts?limit=2", ""))
	if rest := postsOf(t, d.local("GET", "/api/v1/posts?limit=2&cursor="+first.Next, "")); codesOf(first.Posts) != "post-a post-ab" || codesOf(rest.Posts) != "post-b" || rest.Next != "" {
		t.Errorf("%+v %+v", first, rest)
	}
	for target, code := range map[string]string{
		"/api/v1/posts?role=nix": "unknown_role", "/api/v1/posts?layer=street": "missing_parameter", "/api/v1/posts?layer=nix&area=a": "unknown_layer", "/api/v1/posts?state=nix": "unknown_value",
		"/api/v1/organisations?kind=nix": "unknown_kind", "/api/v1/posts/nix": "unknown_code", "/api/v1/organisations/nix": "unknown_code", "/api/v1/posts?cursor=AA": "bad_cursor",
	} {
		if p := problemOf(t, d.local("GET", target, "")); p.Code != code {
			t.Errorf("%s: %+v, want %s", target, p, code)
		}
	}
	const handOver = `{"note":"交接","effective_from":"2027-01-01","puts":[{"kind":"post","layer":"post","code":"post-a","person":"P-2"}]}`
	if got := toldOf(t, d.send("/api/v1/changes?dry_run=true", handOver)); got.Written || got.Report.Entries != 1 {
		t.Errorf("%+v", got)
	}
	if got := toldOf(t, d.writes(d.keeper, handOver)); !got.Written {
		t.Errorf("%+v", got)
	}
	for at, person := range map[string]string{"2026-12-31": "P-1", "2027-01-01": "P-2"} {
		list := postsOf(t, d.local("GET", "/api/v1/posts?layer=street&area=a&role=street_contact&at="+at, "")).Posts
		if len(list) != 1 || list[0].Person == nil || list[0].Person.Code != person || list[0].State != "held" {
			t.Errorf("%s: %+v", at, list)
		}
	}
	var spans []string
	for _, v := range postsOf(t, d.local("GET", "/api/v1/posts/post-a", "")).Versions {
		if v.Current {
			spans = append(spans, v.Valid.From+"/"+v.Valid.To+" "+v.Person.Code)
		}
	}
	if got := strings.Join(spans, ", "); got != "2027-01-01/ P-2, 2026-07-02/2027-01-01 P-1" {
		t.Errorf("the history %s", got)
	}
	const ends = `{"effective_from":"2027-02-01","puts":[{"kind":"post","layer":"post","code":"post-a","duty":"夜间","until":"2027-03-01"}]}`
	if got := toldOf(t, d.writes(d.keeper, ends)); !got.Written {
		t.Errorf("%+v", got)
	}
	for at, want := range map[string]int{"2027-02-28": 1, "2027-03-01": 0, "2028-01-01": 0} {
		if list := postsOf(t, d.local("GET", "/api/v1/posts?layer=street&area=a&role=street_contact&at="+at, "")).Posts; len(list) != want {
			t.Errorf("%s: %+v, want %d", at, list, want)
		}
	}
	if p := problemOf(t, d.writes(d.keeper, strings.Replace(ends, "2027-03-01", "2027-02-01", 1))); p.Code != "bad_period" || p.Parameter != "puts[0].until" {
		t.Errorf("%+v", p)
	}
	if p := problemOf(t, d.send("/api/v1/changes", handOver, "If-Match", `"1"`)); p.Code != "stale_revision" {
		t.Errorf("%+v", p)
	}
	described(t, d, "GET", "/api/v1/posts", d.local("GET", "/api/v1/posts", ""), 200)
	described(t, d, "GET", "/api/v1/posts/{code}", d.local("GET", "/api/v1/posts/post-a", ""), 200)
	described(t, d, "GET", "/api/v1/organisations", d.local("GET", "/api/v1/organisations?kind=street_committee", ""), 200)
	described(t, d, "GET", "/api/v1/organisations/{code}", d.local("GET", "/api/v1/organisations/org-ab", ""), 200)
}

// TestOnDutyIsOfToday: a version that is not yet, or no longer, in force is not on duty.
func TestOnDutyIsOfToday(t *testing.T) {
	d := postDesk(t)
	if res := d.writes(d.keeper, `{"effective_from":"2027-01-01","puts":[{"kind":"post","layer":"post","code":"post-a","person":"P-2"}]}`); res.StatusCode != 201 {
		t.Fatal(bodyOf(t, res))
	}
	told := 0
	for _, v := range postsOf(t, d.local("GET", "/api/v1/posts/post-a", "")).Versions {
		if today := v.Current && v.InForce; today != (v.OnDuty != nil && *v.OnDuty) {
			t.Errorf("%+v", v)
		} else if today {
			told++
		}
	}
	if told != 1 {
		t.Errorf("%d versions are on duty", told)
	}
}

// TestPostsOfAStreet: who is for one street finds the posts of the other as if they never were, and
// by no post gets hold of a person of it.
func TestPostsOfAStreet(t *testing.T) {
	d := postDesk(t)
	token := d.keeperOf("a")
	if got := codesOf(postsOf(t, d.asks(token, "GET", "/api/v1/posts", "")).Posts); got != "post-a post-ab" {
		t.Errorf("the posts of a: %s", got)
	}
	if text := bodyOf(t, d.asks(token, "GET", "/api/v1/organisations", "")); !strings.Contains(text, "org-ab") || strings.Contains(text, `"org-b"`) {
		t.Errorf("the organisations of a: %s", text)
	}
	for _, at := range []string{"/api/v1/posts/", "/api/v1/organisations/"} {
		want := bodyOf(t, d.asks(token, "GET", at+"never", ""))
		for _, other := range []string{"post-b", "org-b"} {
			if got := bodyOf(t, d.asks(token, "GET", at+other, "")); got != want {
				t.Errorf("%s%s tells: %s\n%s", at, other, got, want)
			}
		}
	}
	put := func(rest string) string { return `{"puts":[{"kind":"post","layer":"post",` + rest + `}]}` }
	body := func(rest string) string {
		return `{"puts":[{"kind":"organisation","layer":"organisation",` + rest + `}]}`
	}
	for _, refused := range []string{
		put(`"code":"post-b","duty":"x"`), put(`"code":"post-a","at":{"layer":"street","code":"b"}`), put(`"code":"post-ab","duty":"x"`),
		put(`"code":"post-a","person":"P-2"`), put(`"code":"post-a","person":"P-9"`), put(`"code":"new","role":"street_contact","at":{"layer":"street","code":"a"},"person":"P-2"`),
		body(`"code":"org-b","form":"x"`), body(`"code":"org-ab","form":"x"`), body(`"code":"org-a","covers":[{"layer":"street","code":"b"}]`),
		body(`"code":"org-new","sort":"firm","of":{"layer":"street","code":"a"},"parent":"org-b"`), body(`"code":"org-nowhere","sort":"firm"`),
		`{"deletes":[{"kind":"post","layer":"post","code":"post-b"}]}`, `{"deletes":[{"kind":"organisation","layer":"organisation","code":"org-ab"}]}`,
		`{"effective_from":"2027-06-01","puts":[{"kind":"post","layer":"post","code":"post-b","duty":"x"}]}`,
	} {
		if p := problemOf(t, d.writes(token, refused)); p.Status != 404 || p.Code != "unknown_code" {
			t.Errorf("%s: %+v", refused, p)
		}
	}
	never, other := problemOf(t, d.writes(token, put(`"code":"post-a","person":"P-9"`))), problemOf(t, d.writes(token, put(`"code":"post-a","person":"P-2"`)))
	if never.Detail != other.Detail {
		t.Errorf("%q tells from %q", other.Detail, never.Detail)
	}
	if p := problemOf(t, d.writes(d.keeper, put(`"code":"post-a","person":"P-9"`))); p.Code != "unknown_code" {
		t.Errorf("a person that never was: %+v", p)
	}
	for _, taken := range []string{
		put(`"code":"post-a","duty":"值守","hours":{"week":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"open":[["20:00","08:00"]]}],"turn":{"from":"2026-11-16","days":7,"of":3,"nth":1}}`),
		put(`"code":"stand","role":"street_contact","at":{"layer":"street","code":"a"},"person":"P-1"`), put(`"code":"stand","person":null`),
		body(`"code":"org-new","sort":"firm","of":{"layer":"street","code":"a"},"parent":"org-a","office_phone":"0537-1234567"`),
		`{"deletes":[{"kind":"post","layer":"post","code":"stand"}]}`,
	} {
		if res := d.writes(token, taken); res.StatusCode != 201 {
			t.Errorf("%s: %d %s", taken, res.StatusCode, bodyOf(t, res))
		}
	}
	// 2026-11-21 lies in the turn of number 0: post-a is off duty, and known to be.
	list := postsOf(t, d.asks(token, "GET", "/api/v1/posts?role=street_contact", "")).Posts
	if len(list) != 1 || list[0].OnDuty == nil || *list[0].OnDuty || list[0].Hours.Turn == nil || list[0].Hours.Turn.Of != 3 {
		t.Errorf("%+v", list)
	}
}

// TestReversalsAreJudged: taking a revision back puts no person into a post whom the account is not for.
func TestReversalsAreJudged(t *testing.T) {
	d := postDesk(t)
	token := d.keeperOf("a")
	held := func(person string) string {
		t.Helper()
		res := d.writes(d.keeper, `{"puts":[{"kind":"post","layer":"post","code":"post-a","person":"`+person+`"}]}`)
		if res.StatusCode != 201 {
			t.Fatal(bodyOf(t, res))
		}
		return jsonOf(t, d.atlas.Current().Revision)
	}
	held("P-2") // who is of the other street
	last := held("P-1")
	back := func(token string) *http.Response {
		return d.ask("POST", "/api/v1/revisions/"+last+"/reverse?dry_run=true", "", "If-Match", `"`+last+`"`, "Authorization", "Bearer "+token)
	}
	if p := problemOf(t, back(token)); p.Status != 404 || p.Code != "unknown_code" {
		t.Errorf("the keeper of the street: %+v", p)
	}
	if res := back(d.keeper); res.StatusCode != 200 {
		t.Errorf("the keeper of the city: %d %s", res.StatusCode, bodyOf(t, res))
	}
}

// TestCodesTakenOver: a code that ended in another street, or is planned there, is not taken over.
func TestCodesTakenOver(t *testing.T) {
	d := postDesk(t)
	token := d.keeperOf("a")
	at := func(street string) string {
		return `{"kind":"post","layer":"post","code":"moving","role":"street_contact","at":{"layer":"street","code":"` + street + `"}}`
	}
	if res := d.writes(d.keeper, `{"effective_from":"2027-02-01","puts":[`+at("b")+`]}`); res.StatusCode != 201 {
		t.Fatal(bodyOf(t, res))
	}
	for _, from := range []string{"2026-11-21", "2027-03-01"} {
		if p := problemOf(t, d.writes(token, `{"effective_from":"`+from+`","puts":[`+at("a")+`]}`)); p.Code != "unknown_code" {
			t.Errorf("from %s: %+v", from, p)
		}
	}
	if res := d.writes(d.keeper, `{"effective_from":"2027-02-01","deletes":[{"kind":"post","layer":"post","code":"moving"}]}`); res.StatusCode != 201 {
		t.Fatal(bodyOf(t, res))
	}
	if p := problemOf(t, d.writes(token, `{"puts":[{"kind":"post","layer":"post","code":"post-a","hours":{"week":[{"days":["mon"],"open":[["8","9"]]}]}}]}`)); p.Code != "bad_hours" {
		t.Errorf("%+v", p)
	}
}

// TestEachThingIsJudged: an organisation that covers something that is another district's today is not
// written because something else that it covers is nowhere today.
func TestEachThingIsJudged(t *testing.T) {
	d := postDesk(t)
	token := d.accounts.token("keeper-of-d", []access.Role{access.Keeper}, city.Seat{Kind: city.KindArea, Layer: "district", Code: "d"})
	moving, planned, own := area("street", "moving", "e", rect(22, 2, 24, 4)), area("street", "planned", "d", rect(1, 1, 2, 2)), area("street", "own", "d", rect(3, 3, 4, 4))
	d.apply("2026-01-01", ptr(area("district", "e", "", rect(20, 0, 30, 10))), &moving, &own)
	moving.Parent = "d"
	d.apply("2027-01-01", &moving, &planned)
	if _, err := d.atlas.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	ask := func(code, from string, covers ...string) int {
		var seats []string
		for _, c := range covers {
			seats = append(seats, `{"layer":"street","code":"`+c+`"}`)
		}
		res := d.writes(token, `{"effective_from":"`+from+`","puts":[{"kind":"organisation","layer":"organisation","code":"`+code+`","sort":"firm","covers":[`+strings.Join(seats, ",")+`]}]}`)
		res.Body.Close()
		return res.StatusCode
	}
	for _, covers := range [][]string{{"moving"}, {"moving", "planned"}, {"planned", "moving"}, {"moving", "never"}} {
		if got := ask("org-x", "2027-02-01", covers...); got != 404 {
			t.Errorf("%v: %d", covers, got)
		}
	}
	for i, covers := range [][]string{{"planned"}, {"planned", "own"}} {
		if got := ask("org-"+string(rune('0'+i)), "2027-02-01", covers...); got != 201 {
			t.Errorf("%v: %d", covers, got)
		}
	}
}

// TestOrganisationsOfAPlace: who runs a place, who works there and what is of these, the Party's marked as such; another
// place of the same code has none of them.
func TestOrganisationsOfAPlace(t *testing.T) {
	d := postDesk(t)
	at := func(kind city.RecordKind, layer, code string) city.Seat {
		return city.Seat{Kind: kind, Layer: layer, Code: code}
	}
	street := at(city.KindArea, "street", "a")
	d.apply("2026-07-04",
		&city.Place{Kind: "red_sail_station", Code: "here", Point: spot(3, 3), State: city.PlaceOpen, Owner: "org-a"},
		&city.Place{Kind: "police_post", Code: "here", Point: spot(3, 3), State: city.PlaceOpen},
		&city.Organisation{Code: "org-firm", Kind: "firm", Of: street, Place: at(city.KindPlace, "red_sail_station", "here")},
		&city.Organisation{Code: "org-branch", Kind: "branch", Of: at(city.KindOrganisation, city.LayerOrganisation, "org-firm")})
	if _, err := d.atlas.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		"?place_kind=red_sail_station&place=here":           "org-a party, org-branch party, org-firm",
		"?place_kind=red_sail_station&place=here&kind=firm": "org-firm",
		"?place_kind=police_post&place=here":                "",
		"?place_kind=red_sail_station&place=nix":            "",
	} {
		var got struct {
			Organisations []struct {
				Code  string
				Party bool
			}
		}
		if err := json.Unmarshal([]byte(bodyOf(t, d.local("GET", "/api/v1/organisations"+query, ""))), &got); err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, o := range got.Organisations {
			if o.Party {
				o.Code += " party"
			}
			said = append(said, o.Code)
		}
		if text := strings.Join(said, ", "); text != want {
			t.Errorf("%s: %s, want %s", query, text, want)
		}
	}
	for query, parameter := range map[string]string{"?place=here": "place_kind", "?place_kind=police_post": "place", "?place_kind=nix&place=here": "place_kind"} {
		if p := problemOf(t, d.local("GET", "/api/v1/organisations"+query, "")); p.Status != 400 || p.Parameter != parameter {
			t.Errorf("%s: %+v, want %s", query, p, parameter)
		}
	}
}

// TestSearchFindsOrganisations: a firm leads to the places where it works and that it runs, a branch to those of its firm, one
// without any to its street; by name, part of one, traditional characters and code; for those who may read it, in their areas.
func TestSearchFindsOrganisations(t *testing.T) {
	d := postDesk(t)
	seat := func(kind city.RecordKind, layer, code string) city.Seat {
		return city.Seat{Kind: kind, Layer: layer, Code: code}
	}
	a, b := seat(city.KindArea, "street", "a"), seat(city.KindArea, "street", "b")
	named := func(zh string) city.Names { return city.Names{Zh: zh} }
	d.apply("2026-07-04",
		&city.Place{Kind: "red_sail_station", Code: "s1", Names: named("东关红帆驿站"), Point: spot(3, 3), State: city.PlaceOpen},
		&city.Place{Kind: "police_post", Code: "s2", Names: named("西关警务室"), Point: spot(4, 4), State: city.PlaceOpen, Owner: "firm-1"},
		&city.Organisation{Code: "firm-1", Names: named("绿洲纺织有限公司"), Kind: "firm", Of: a, Place: seat(city.KindPlace, "red_sail_station", "s1")},
		&city.Organisation{Code: "branch-1", Names: named("绿洲纺织党支部"), Kind: "branch", Of: seat(city.KindOrganisation, city.LayerOrganisation, "firm-1")},
		&city.Organisation{Code: "firm-2", Names: named("恒远物流"), Kind: "firm", Of: b})
	if _, err := d.atlas.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	const both = "place red_sail_station/s1 组织 绿洲纺织有限公司, place police_post/s2 组织 绿洲纺织有限公司"
	ofA, ofB := d.keeperOf("a"), d.keeperOf("b")
	for _, c := range []struct{ token, text, want string }{
		{d.keeper, "绿洲纺织有限公司", both},
		{d.keeper, "綠洲紡織有限", both},
		{d.keeper, "firm-1", both},
		{d.keeper, "绿洲纺织党支部", "place red_sail_station/s1 组织 绿洲纺织党支部, place police_post/s2 组织 绿洲纺织党支部"},
		{d.keeper, "恒远物流", "area street/b 组织 恒远物流"},
		{d.keeper, "绿", ""},
		{ofA, "绿洲纺织有限公司", both},
		{ofB, "绿洲纺织有限公司", ""},
		{ofA, "恒远物流", ""},
		{"", "绿洲纺织有限公司", ""},
	} {
		var header []string
		if c.token != "" {
			header = []string{"Authorization", "Bearer " + c.token}
		}
		res := d.ask("POST", "/api/v1/search", `{"q":`+jsonOf(t, c.text)+`}`, append(header, "Content-Type", "application/json")...)
		var got struct {
			Results []atlas.Hit
		}
		if err := json.Unmarshal([]byte(bodyOf(t, res)), &got); err != nil || res.StatusCode != 200 {
			t.Fatalf("%s: %d %v", c.text, res.StatusCode, err)
		}
		var said []string
		for _, h := range got.Results {
			if h.Matched == atlas.ByOrganisation {
				said = append(said, h.Kind+" "+h.Layer+"/"+h.Code+" "+h.Note)
			}
		}
		if text := strings.Join(said, ", "); text != c.want {
			t.Errorf("%s: %s, want %s", c.text, text, c.want)
		}
	}
}
