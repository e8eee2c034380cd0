package intake

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/redsail/redsail/internal/city"
)

// dayWords name days; of two that fit the longer one is meant.
var dayWords = map[string]city.Days{
	"周一": city.Monday, "周二": city.Tuesday, "周三": city.Wednesday, "周四": city.Thursday, "周五": city.Friday,
	"周六": city.Saturday, "周日": city.Sunday, "周天": city.Sunday,
	"星期一": city.Monday, "星期二": city.Tuesday, "星期三": city.Wednesday, "星期四": city.Thursday, "星期五": city.Friday,
	"星期六": city.Saturday, "星期日": city.Sunday, "星期天": city.Sunday, "周六日": city.Weekend, "周六周日": city.Weekend,
	"工作日": city.Workdays, "周末": city.Weekend, "双休日": city.Weekend, "节假日": city.Holiday, "法定节假日": city.Holiday,
	"mon": city.Monday, "tue": city.Tuesday, "wed": city.Wednesday, "thu": city.Thursday, "fri": city.Friday,
	"sat": city.Saturday, "sun": city.Sunday, "tues": city.Tuesday, "thur": city.Thursday, "thurs": city.Thursday,
	"monday": city.Monday, "tuesday": city.Tuesday, "wednesday": city.Wednesday, "thursday": city.Thursday,
	"friday": city.Friday, "saturday": city.Saturday, "sunday": city.Sunday,
	"workdays": city.Workdays, "weekdays": city.Workdays, "weekend": city.Weekend, "weekends": city.Weekend,
	"holidays": city.Holiday, "public holidays": city.Holiday,
}

// shortDays name days after another one, as in 周一、三、五.
var shortDays = map[string]city.Days{
	"一": city.Monday, "二": city.Tuesday, "三": city.Wednesday, "四": city.Thursday, "五": city.Friday, "六": city.Saturday,
	"日": city.Sunday, "天": city.Sunday,
}

var (
	dailyWords = words("每天", "每日", "天天", "全年", "全年无休", "daily", "every day")
	monthWords = words("每月", "monthly on the", "monthly")
	restWords  = words("休息", "休", "不值班", "闭馆", "闭店", "停业", "歇业", "关门", "不开放", "不营业", "off", "closed")
	wholeWords = words("全天", "全天候", "24小时", "全天24小时", "7×24小时", "7x24小时", "7*24小时", "7×24", "7x24", "7*24", "24h", "24 hours", "all day")
	nextWords  = words("次日", "第二天", "next day")
	shiftWords = words("夜班", "早班", "中班", "晚班", "白班", "值班", "开放", "营业", "服务", "办公", "night shift", "day shift", "late shift", "early shift")
	// seasons are hours that change with the time of the year, which says no date.
	seasons = regexp.MustCompile(`夏令|冬令|夏季|冬季|夏时制|冬时制|夏天|冬天|summer|winter`)
	// halfDays say of which half of the day the hours are that come next: the later one is true.
	halfDays = map[string]bool{"凌晨": false, "清晨": false, "早上": false, "早晨": false, "早": false, "上午": false, "下午": true, "傍晚": true, "晚上": true, "晚": true}
	// alsoOpen and alsoShut say in brackets behind the hours what of other days.
	alsoOpen = map[string]city.Days{
		"节假日不休": city.Holiday, "节假日不休息": city.Holiday, "含节假日": city.Holiday, "节假日照常": city.Holiday,
		"周末不休": city.Weekend, "周末不休息": city.Weekend, "含周末": city.Weekend, "双休日不休": city.Weekend, "无休": everyDay, "全年无休": everyDay,
	}
	alsoShut = map[string]city.Days{"节假日除外": city.Holiday, "节假日休息": city.Holiday, "节假日休": city.Holiday, "周末除外": city.Weekend, "周末休息": city.Weekend, "双休日除外": city.Weekend}
	dayEnds  = words("日", "号", "st", "nd", "rd", "th")
)

func words(w ...string) map[string]bool {
	out := map[string]bool{}
	for _, one := range w {
		out[one] = true
	}
	return out
}

// plainMarks are the marks that stand for others in a text of hours.
var plainMarks = map[rune]rune{
	'：': ':', '；': ';', '\n': ';', '，': ',', '、': ',', '～': '-', '~': '-', '—': '-', '–': '-', '－': '-', '−': '-',
	'至': '-', '到': '-', '和': ',', '及': ',', '　': ' ', '（': '(', '）': ')', '\t': ' ', '\r': ' ', '\u00a0': ' ',
}

// hoursScanner reads a text of hours, whose marks were made plain.
type hoursScanner struct {
	text string
	pos  int
}

func newHoursScanner(text string) *hoursScanner {
	return &hoursScanner{text: strings.Map(func(r rune) rune {
		if plain, other := plainMarks[r]; other {
			return plain
		}
		if '０' <= r && r <= '９' {
			return r - '０' + '0'
		}
		return unicode.ToLower(r)
	}, text)}
}

func (s *hoursScanner) done() bool   { return s.pos >= len(s.text) }
func (s *hoursScanner) rest() string { return s.text[s.pos:] }

func (s *hoursScanner) fail(message string) error {
	return &HoursError{Character: utf8.RuneCountInString(s.text[:s.pos]) + 1, Message: message}
}

func (s *hoursScanner) spaces() {
	for !s.done() && s.text[s.pos] == ' ' {
		s.pos++
	}
}

// take passes a text that comes next.
func (s *hoursScanner) take(text string) bool {
	if !strings.HasPrefix(s.rest(), text) {
		return false
	}
	s.pos += len(text)
	return true
}

// maxWord is the longest word of hours, in bytes.
const maxWord = 24

// next passes the longest of the words that comes next and does not end inside another one.
func next[V any](s *hoursScanner, words map[string]V) (value V, found bool) {
	rest := s.rest()
	for n := min(len(rest), maxWord); n > 0; n-- {
		v, known := words[rest[:n]]
		if known && !(letter(rest[n-1:]) && letter(rest[n:])) {
			s.pos += n
			return v, true
		}
	}
	return value, false
}

// letter is true where an ASCII letter comes first.
func letter(s string) bool { return s != "" && 'a' <= s[0] && s[0] <= 'z' }

// number passes one to most digits.
func (s *hoursScanner) number(most int) (n, digits int) {
	for digits < most && !s.done() && '0' <= s.text[s.pos] && s.text[s.pos] <= '9' {
		n, digits, s.pos = n*10+int(s.text[s.pos]-'0'), digits+1, s.pos+1
	}
	return n, digits
}

// rule reads days and hours up to a semicolon or the end.
func (s *hoursScanner) rule() (*hoursRule, error) {
	r := &hoursRule{at: utf8.RuneCountInString(s.text[:s.pos]) + 1}
	if err := s.days(r); err != nil {
		return nil, err
	}
	s.spaces()
	if s.take(":") { // 周一: 08:00-12:00
		s.spaces()
	}
	if _, r.rest = next(s, restWords); !r.rest {
		if err := s.spans(r); err != nil {
			return nil, err
		}
	}
	if err := s.brackets(r); err != nil {
		return nil, err
	}
	if s.spaces(); !s.done() && s.text[s.pos] != ';' && !s.daysNext() {
		return nil, s.fail("here a semicolon or the end should stand")
	}
	return r, nil
}

// daysNext is true where days begin another rule, behind a comma or a space: 周一至周五 8:30-17:30，周末10:00-16:00.
func (s *hoursScanner) daysNext() bool {
	start := s.pos
	defer func() { s.pos = start }()
	s.take(",")
	s.spaces()
	for _, words := range []map[string]bool{dailyWords, monthWords} {
		if _, found := next(s, words); found {
			return true
		}
	}
	s.everyWeek()
	_, found := next(s, dayWords)
	return found
}

// everyWeek passes the first character of 每周二.
func (s *hoursScanner) everyWeek() {
	if rest, is := strings.CutPrefix(s.rest(), "每"); is && (strings.HasPrefix(rest, "周") || strings.HasPrefix(rest, "星期")) {
		s.take("每")
	}
}

// everyDay are all days, feasts too.
const everyDay = city.Workdays | city.Weekend | city.Holiday

// brackets reads (节假日不休) or (节假日除外) behind the hours of a rule.
func (s *hoursScanner) brackets(r *hoursRule) error {
	if s.spaces(); !s.take("(") {
		return nil
	}
	s.take("法定")
	open, opens := next(s, alsoOpen)
	shut, shuts := city.Days(0), false
	if !opens {
		shut, shuts = s.shutDays()
	}
	if !opens && !shuts || r.rest || len(r.month)+len(r.dates) > 0 {
		return s.fail("in these brackets only 节假日不休, 周末不休, 节假日除外, 周末除外 or 周日休息 can stand, behind hours of days of the week")
	}
	if !s.take(")") {
		return s.fail("here the bracket should end")
	}
	if r.week != 0 { // hours of each day are of all days already
		r.week |= open
	}
	if r.shut = shut; r.week&shut != 0 {
		return s.fail("the brackets and the days of the rule contradict each other")
	}
	return nil
}

// shutDays reads 节假日除外 or 周日休息.
func (s *hoursScanner) shutDays() (days city.Days, found bool) {
	if days, found = next(s, alsoShut); found {
		return days, true
	}
	start := s.pos
	if days, found = next(s, dayWords); found {
		_, rests := next(s, restWords)
		found = rests || s.take("除外")
	}
	if !found {
		s.pos = start
	}
	return days, found
}

// days reads the days of a rule, of one sort; none is each day.
func (s *hoursScanner) days(r *hoursRule) (err error) {
	if _, daily := next(s, dailyWords); daily {
		return nil
	}
	if _, month := next(s, monthWords); month {
		return s.monthDays(r)
	}
	if s.dateNext() {
		return s.datesOf(r)
	}
	s.everyWeek()
	known := dayWords
	for {
		start := s.pos
		first, found := next(s, known)
		if !found {
			if r.week == 0 {
				return nil
			}
			return s.fail("here a day of the week should stand")
		}
		last := first
		if known = shortAfter; s.between("-") {
			if last, found = next(s, known); !found {
				return s.fail("here the last day of a range should stand")
			}
		}
		days, ok := dayRange(first, last)
		if !ok || r.week&days != 0 {
			s.pos = start
			return s.fail("these days are no range of days of the week, or one of them stands twice")
		}
		r.week |= days
		if !s.between(",") {
			return nil
		}
	}
}

// shortAfter are the words for days after the first one.
var shortAfter = func() map[string]city.Days {
	out := map[string]city.Days{}
	for _, from := range []map[string]city.Days{dayWords, shortDays} {
		for word, days := range from {
			out[word] = days
		}
	}
	return out
}()

// between passes a mark with spaces about it; without the mark it passes nothing.
func (s *hoursScanner) between(mark string) bool {
	start := s.pos
	s.spaces()
	if !s.take(mark) {
		s.pos = start
		return false
	}
	for mark == "-" && s.take("-") { // 8:00--20:00
		continue
	}
	s.spaces()
	return true
}

// dayRange is a day, or those from one day of the week to another, over Sunday where it must.
func dayRange(first, last city.Days) (days city.Days, ok bool) {
	if first == last {
		return first, true
	}
	single := func(d city.Days) bool { return d&(d-1) == 0 && d != city.Holiday }
	if !single(first) || !single(last) {
		return 0, false
	}
	for d := first; ; d = d << 1 {
		if d > city.Sunday {
			d = city.Monday
		}
		if days |= d; d == last {
			return days, true
		}
	}
}
