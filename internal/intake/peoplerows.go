package intake

import (
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// rawRow is what a row says, before what it names is looked up.
type rawRow struct {
	post         *city.Post
	organisation *city.Organisation
	details      *city.Details
	source, date string
	seat, place  seatText
	covers       []string
	standIns     []string
}

// words3 find the keys of roles, domains and kinds of organisations by key or label.
type words3 struct{ roles, domains, kinds map[string]string }

func schemeWords(s *city.Scheme) words3 {
	w := words3{map[string]string{}, map[string]string{}, map[string]string{}}
	add := func(to map[string]string, key string, name city.Label) {
		for _, word := range []string{key, name.Zh, name.En} {
			to[strings.ToLower(word)] = key
		}
	}
	for _, r := range s.AllRoles() {
		add(w.roles, r.Key, r.Name)
	}
	for _, d := range s.AllDomains() {
		add(w.domains, d.Key, d.Name)
	}
	for _, k := range s.AllOrganisations() {
		add(w.kinds, k.Key, k.Name)
	}
	return w
}

// word is the key that a cell names.
func (im *peopleImporter) word(r *rowCells, key string, known map[string]string, reason, what string) string {
	text := r.text(key)
	if text == "" {
		return ""
	}
	found := known[strings.ToLower(text)]
	if found == "" {
		r.fail(key, reason, "the scheme has no %s of this key or name%s", what, im.accepted(r, key))
	}
	return found
}

// accepted says which words a column takes, at the first fault of the file; at later ones that has been said.
func (im *peopleImporter) accepted(r *rowCells, key string) string {
	if r.fault != nil { // a row tells its first fault alone
		return ""
	}
	if im.told[key] {
		return "; the first such row lists those that it has"
	}
	im.told[key] = true
	return "; it has " + listWords(acceptedWords(im.scheme, key))
}

func (im *peopleImporter) readRaw(r *rowCells) rawRow {
	raw := rawRow{source: r.source(), date: r.dataDate()}
	switch im.o.Kind {
	case city.KindPerson:
		raw.details = readDetails(r)
	case city.KindPost:
		im.readPost(r, &raw)
	default:
		im.readOrganisation(r, &raw)
	}
	return raw
}

func (im *peopleImporter) readPost(r *rowCells, raw *rawRow) {
	p := &city.Post{
		Extra: city.PostExtra{Names: city.Names{Zh: r.text(colName), En: r.text(colNameEn)}, Specialty: r.text(colSpecialty)}.Kept(), Role: im.word(r, colRole, im.words.roles, "unknown_role", "role"),
		Person: r.code(colPerson), Acting: r.yes(colActing), Duty: r.text(colDuty),
		OfficePhone: r.phone(colOfficePhone), Source: raw.source, DataDate: raw.date,
	}
	for _, task := range r.list(colTasks) {
		key := im.words.domains[strings.ToLower(task)]
		if key == "" {
			r.fail(colTasks, "bad_task", "one of them is no domain of work of the scheme%s", im.accepted(r, colTasks))
		}
		p.Tasks = append(p.Tasks, key)
	}
	p.Hours = readHours(r, im.texts, im.calendars)
	raw.post, raw.seat, raw.standIns = p, seatText{r.text(colLayer), r.text(colAt)}, r.list(colStandIns)
	if len(raw.standIns) > city.MaxStandIns {
		r.fail(colStandIns, "bad_stand_in", "there are %d stand-ins; at most %d are kept", len(raw.standIns), city.MaxStandIns)
	}
}

// hoursCache keeps hours by their text: a city has few, and many posts with them.
type hoursCache struct{ read map[[2]string]*city.Hours }

const maxHoursCache = 10_000

func newHoursCache() *hoursCache { return &hoursCache{read: map[[2]string]*city.Hours{}} }

// readHours reads the hours and the calendar of a post or a place. Hours that speak of holidays or workdays
// without naming a calendar keep the only one that there is.
func readHours(r *rowCells, cache *hoursCache, calendars map[string]*city.Calendar) *city.Hours {
	text, _ := r.raw(colHours)
	name := r.text(colCalendar)
	if text == "" || everyDayWords[plainName(text)] {
		return nil
	}
	if isJSON(text, "{") {
		return r.exportedHours(text)
	}
	if h := cache.read[[2]string{text, name}]; h != nil {
		return h
	}
	if name != "" && calendars[name] == nil {
		r.fail(colCalendar, "unknown_calendar", "there is no calendar of this name")
		return nil
	}
	h, err := ParseHours(text)
	if err != nil {
		r.fail(colHours, "bad_hours", "%s", err)
		return nil
	}
	h.Calendar = name
	if name == "" && len(calendars) == 1 && needsCalendar(text) {
		for only := range calendars {
			h.Calendar = only
		}
	}
	if len(cache.read) < maxHoursCache {
		cache.read[[2]string{text, name}] = h
	}
	return h
}

// everyDayWords say of days and of no hour: when it is open stays unknown.
var everyDayWords = words("全年无休", "全年开放", "常年开放")

// needsCalendar is true of words that mean other days in a week with a feast: a 工作日 may be a Saturday then.
func needsCalendar(text string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc([]string{"节假日", "工作日", "holiday", "workday"}, func(word string) bool { return strings.Contains(text, word) })
}

func (im *peopleImporter) readOrganisation(r *rowCells, raw *rawRow) {
	o := &city.Organisation{
		Names: city.Names{Zh: r.text(colName), En: r.text(colNameEn)}, Kind: im.word(r, colKind, im.words.kinds, "unknown_kind", "kind of organisations"),
		Form: formOf(r.text(colForm)), Parent: r.code(colParent),
		Address: city.Address{Road: r.text(colRoad), Number: r.text(colNumber), Compound: r.text(colCompound), Building: r.text(colHouse)},
		Members: r.count(colMembers), OfficePhone: r.phone(colOfficePhone), Source: raw.source, DataDate: raw.date, Point: r.point(),
	}
	raw.organisation, raw.covers = o, r.list(colCovers)
	raw.seat = seatText{r.text(colLayer), r.text(colOf)}
	raw.place = seatText{r.text(colPlaceKind), r.text(colPlace)}
	if len(raw.covers) > city.MaxCovers {
		r.fail(colCovers, "bad_seat", "there are %d areas; at most %d are kept", len(raw.covers), city.MaxCovers)
	}
}

// formOf writes the usual forms of a branch in one way.
func formOf(text string) string {
	switch strings.ToLower(text) {
	case "单独", "单独组建", "独立", "独立组建", "own":
		return "own"
	case "联合", "联合组建", "joint":
		return "joint"
	}
	return text
}

func readDetails(r *rowCells) *city.Details {
	d := &city.Details{Name: r.text(colName), Title: r.text(colTitle), Organisation: r.text(colOrganisation), Qualified: r.yes(colQualified)}
	add := func(key string, use city.PhoneUse) {
		for _, number := range r.phones(key) {
			d.Phones = append(d.Phones, city.Phone{Use: use, Number: number})
		}
	}
	add(colDutyPhone, city.PhoneDuty)
	add(colOfficePhone, city.PhoneOffice)
	add(colPrivate, city.PhonePrivate)
	add(colPhone, phoneUse(r))
	if len(d.Phones) > city.MaxPhones {
		r.fail(colPhone, "bad_phone", "there are %d phones; at most %d are kept", len(d.Phones), city.MaxPhones)
	}
	return d
}

// phoneUse is what the number of the plain column is for; private where nobody says.
func phoneUse(r *rowCells) city.PhoneUse {
	switch strings.ToLower(r.text(colPhoneUse)) {
	case "", "私人", "个人", "private":
		return city.PhonePrivate
	case "值班", "duty":
		return city.PhoneDuty
	case "办公", "公务", "office":
		return city.PhoneOffice
	}
	r.fail(colPhoneUse, "bad_value", "it is none of 值班 (duty), 办公 (office), 私人 (private)")
	return city.PhonePrivate
}

// meaningless is true of a code of letters, digits, - _ and . alone.
func meaningless(code string) bool {
	for i := range len(code) {
		c := code[i]
		if !('0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' || c == '-' || c == '_' || c == '.') {
			return false
		}
	}
	return true
}

// telling is true of what may be a mobile number or a number of an identity card.
func telling(code string) bool {
	digits := strings.TrimRight(code, "xX")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return false
	}
	mobile := len(code) == 11 && len(digits) == 11 && code[0] == '1' && code[1] >= '3'
	return mobile || len(code) == 18 && len(digits) >= 17 && code[6:8] >= "19" && code[6:8] <= "20" && code[10:12] >= "01" && code[10:12] <= "12"
}
