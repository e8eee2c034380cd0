package atlas

import (
	"fmt"
	"maps"

	"github.com/redsail/redsail/internal/city"
)

// StaffSetting is a figure that is compared with: a norm of the scheme, a row of its staffing, or the
// usual figure.
type StaffSetting struct {
	Name string `json:"name"`
	StaffSpan
	// Kinds are the figures for areas of some kinds, by kind; of branch_size that for a committee.
	Kinds map[string]StaffSpan `json:"kinds,omitempty"`
	// Source is the document that the figure is taken from.
	Source city.Label `json:"source"`
	// By is who says so: usual, scheme (its norms) or staffing (its rows).
	By string `json:"by"`
}

// StaffSpan is a least and a most.
type StaffSpan struct {
	Min int64 `json:"min"`
	Max int64 `json:"max,omitempty"` // 0 = none
}

func (s StaffSpan) holds(n int64) bool { return s.Min <= n && (s.Max == 0 || n <= s.Max) }

// of is the figure for areas of a kind.
func (s *StaffSetting) of(kind string) StaffSpan {
	if span, there := s.Kinds[kind]; there {
		return span
	}
	return s.StaffSpan
}

// Values of StaffSetting.By.
const (
	byUsual    = "usual"
	byScheme   = "scheme"
	byStaffing = "staffing"
)

// usualNorm is a figure that holds where the scheme says nothing.
type usualNorm struct {
	StaffSpan
	source city.Label
}

func usual(lo, hi int64, source city.Label) usualNorm { return usualNorm{StaffSpan{lo, hi}, source} }

// The documents that the usual figures are taken from [000:4], [002:3]–[002:5], and what is nobody's.
var (
	paper1N        = city.Label{Zh: "济宁市党建引领基层治理材料：“1+1+N”配备", En: "Jining’s paper on Party building and governance: staffing 1+1+N"}
	paperLinks     = city.Label{Zh: "济宁市党建引领基层治理材料：每名党员联系5～10户", En: "Jining’s paper on Party building and governance: 5–10 households a member"}
	paperSink      = city.Label{Zh: "济宁市住宅小区党建材料：每个小区下沉5～10人", En: "Jining’s paper on Party building in compounds: 5–10 people a compound"}
	paperWindow    = city.Label{Zh: "济宁市住宅小区党建材料：窗口保留2～3人", En: "Jining’s paper on Party building in compounds: 2–3 stay at the window"}
	paperBranch    = city.Label{Zh: "济宁市住宅小区党建材料：自管正式党员3名以上单独建支部，否则联合建", En: "Jining’s paper on Party building in compounds: a branch of its own from 3 self-managed full members, else a joint one"}
	paperCover     = city.Label{Zh: "济宁市住宅小区党建材料：支部覆盖98%以上的小区", En: "Jining’s paper on Party building in compounds: branches cover 98 % of them"}
	paperWeak      = city.Label{Zh: "济宁市住宅小区党建材料：基础薄弱的小区选派干部包保", En: "Jining’s paper on Party building in compounds: a cadre supports each weak one"}
	paperOpen      = city.Label{Zh: "济宁市住宅小区党建材料：驿站365天不打烊", En: "Jining’s paper on Party building in compounds: stations open on 365 days"}
	paperSizes     = city.Label{Zh: "农村基层党组织调研材料：党员50至100名的村达到党总支规格，100名以上的达到党委规格", En: "a report on village Party organisations: 50 to 100 members are enough for a general branch, 100 and more for a committee"}
	paperCommunity = city.Label{Zh: "鄂尔多斯市材料：平均每个社区工作者11名、有社工资质3名、专职党务副书记1名", En: "Ordos’s paper: 11 workers a community on average, 3 qualified in social work, 1 deputy secretary for Party affairs"}
	houseRule      = city.Label{Zh: "Redsail 的通例", En: "Redsail’s own figure"}
	notAsked       = city.Label{Zh: "方案没有要求时不检查", En: "not asked unless the scheme does"}
)

var usualNorms = map[string]usualNorm{
	"grid_head": usual(1, 1, paper1N), "grid_worker": usual(1, 1, paper1N), "grid_professional": usual(1, 0, paper1N),
	"post_ending_days": usual(30, 0, houseRule), "record_days": usual(365, 0, houseRule), "person_idle_days": usual(365, 0, houseRule), "keeper_cover_percent": usual(1, 0, houseRule),
	"compound_staff": usual(5, 10, paperSink), "window_staff": usual(2, 3, paperWindow), "member_households": usual(5, 10, paperLinks),
	"own_branch_members": usual(3, 0, paperBranch), "joint_branch_members": usual(3, 0, paperBranch), "branch_cover_percent": usual(98, 0, paperCover),
	"weak_support": usual(1, 0, paperWeak), "station_open_days": usual(365, 0, paperOpen),
	"general_branch_members": usual(50, 0, paperSizes), "committee_members": usual(100, 0, paperSizes),
	"community_workers": usual(0, 0, notAsked), "community_deputy": usual(0, 0, notAsked), "community_qualified": usual(0, 0, notAsked),
	"station_branch": usual(0, 0, notAsked), "branch_station": usual(0, 0, notAsked),
}

// askedNorms are the figures that papers give for what is not asked unless the scheme does.
var askedNorms = map[string]usualNorm{
	"community_workers": usual(11, 0, paperCommunity), "community_deputy": usual(1, 0, paperCommunity), "community_qualified": usual(3, 0, paperCommunity),
}

// setting is a norm of the scheme, or the usual one. What is neither the least and the most, nor the
// least alone, is kept as the check's error.
func (r *roll) setting(name string) *StaffSetting {
	norm := usualNorms[name]
	said, source, there := r.p.Scheme.Norm(name)
	if !there {
		return &StaffSetting{Name: name, StaffSpan: norm.StaffSpan, Source: norm.source, By: byUsual}
	}
	s := &StaffSetting{Name: name, Source: source, By: byScheme}
	ok := false
	if pair, is := said.([]any); is && len(pair) == 2 {
		s.Min, ok = wholeNumber(pair[0])
		if ok {
			s.Max, ok = wholeNumber(pair[1])
		}
		ok = ok && s.Min <= s.Max && s.Max > 0
	} else if !is {
		s.Min, ok = wholeNumber(said)
	}
	if !ok {
		r.fail(city.Errorf(city.Invalid, "bad_norm", "the scheme's norm %s must be a whole number, or two: the least and the most", name))
	}
	switch {
	case source != city.Label{}:
	case s.StaffSpan == norm.StaffSpan:
		s.Source = norm.source
	case s.StaffSpan == askedNorms[name].StaffSpan:
		s.Source = askedNorms[name].source
	default:
		s.Source = city.Label{
			Zh: fmt.Sprintf("本市方案的设置；通例为 %s（%s）", norm.StaffSpan, norm.source.Zh),
			En: fmt.Sprintf("set by the city’s scheme; usually %s (%s)", norm.StaffSpan, norm.source.En),
		}
	}
	return s
}

// String writes a span as people do.
func (s StaffSpan) String() string {
	switch {
	case s.Max == 0:
		return fmt.Sprintf("≥ %d", s.Min)
	case s.Max == s.Min:
		return fmt.Sprint(s.Min)
	}
	return fmt.Sprintf("%d–%d", s.Min, s.Max)
}

// fail keeps the first error of the settings.
func (r *roll) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

func wholeNumber(v any) (int64, bool) {
	switch v := v.(type) {
	case int:
		return int64(v), v >= 0
	case int64:
		return v, v >= 0
	case uint64:
		return int64(v), v <= city.MaxCount
	}
	return 0, false
}

// readStaffing reads whom the scheme says that areas must have.
func (r *roll) readStaffing() {
	r.staffing = map[string][]city.StaffingRow{}
	layers, err := r.p.Scheme.StaffingLayers()
	if err != nil {
		r.fail(err)
		return
	}
	for _, layer := range layers {
		rows, _, err := r.p.Scheme.Staff(layer)
		if err != nil {
			r.fail(err)
			return
		}
		r.staffing[layer], r.staffed = rows, append(r.staffed, layer)
		for _, row := range rows {
			r.fixed[row.Role] = r.fixed[row.Role] || layer == r.levels.Grid
		}
	}
}

// roleSetting is how many persons of a role areas of a layer must have: by a norm of the scheme of that
// name, else by the rows of its staffing, where a role without a row is not asked for; else the usual.
func (r *roll) roleSetting(name, layer, role string) *StaffSetting {
	rows, there := r.staffing[layer]
	if _, _, normed := r.p.Scheme.Norm(name); normed || !there {
		return r.setting(name)
	}
	s := r.rowsOf(name, rows, role)
	if norm, there := usualNorms[name]; there && s.Source == (city.Label{}) && s.StaffSpan == norm.StaffSpan {
		s.Source = norm.source
	}
	r.sourceOf(s)
	return s
}

// rowsOf gathers the rows of a role.
func (r *roll) rowsOf(name string, rows []city.StaffingRow, role string) *StaffSetting {
	s := &StaffSetting{Name: name, By: byStaffing}
	for _, row := range rows {
		if row.Role != role {
			continue
		}
		span := StaffSpan{row.Min, row.Max}
		if len(row.Kinds) == 0 {
			s.StaffSpan = span
		}
		for _, kind := range row.Kinds {
			if s.Kinds == nil {
				s.Kinds = map[string]StaffSpan{}
			}
			s.Kinds[kind] = span
		}
	}
	s.Source, _ = r.p.Scheme.StaffingSource()
	return s
}

// sourceOf names the scheme as the source of what has none.
func (r *roll) sourceOf(s *StaffSetting) {
	if s.Source != (city.Label{}) {
		return
	}
	s.Source = city.Label{Zh: "本市方案的人员配备", En: "the staffing of the city’s scheme"}
	if pattern := r.p.Scheme.Pattern(); pattern != "" {
		s.Source.Zh += " " + pattern
		s.Source.En += " " + pattern
	}
}

// asks is true where a setting asks anything of some area.
func (s *StaffSetting) asks() bool {
	none := StaffSpan{}
	for span := range maps.Values(s.Kinds) {
		if span != none {
			return true
		}
	}
	return s.StaffSpan != none
}
