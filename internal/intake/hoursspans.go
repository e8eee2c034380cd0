package intake

import (
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// monthDays reads 5,15,25日 or 1-3日 after 每月.
func (s *hoursScanner) monthDays(r *hoursRule) error {
	s.spaces()
	for {
		start := s.pos
		first, err := s.monthDay()
		if err != nil {
			return err
		}
		last := first
		if s.between("-") {
			if last, err = s.monthDay(); err != nil {
				return err
			}
		}
		if last < first {
			return s.fail("the range of days of the month ends before it begins")
		}
		for day := first; day <= last; day++ {
			if slices.Contains(r.month, day) {
				s.pos = start
				return s.fail("a day of the month stands twice")
			}
			r.month = append(r.month, day)
		}
		if !s.between(",") {
			return nil
		}
	}
}

func (s *hoursScanner) monthDay() (int, error) {
	start := s.pos
	day, digits := s.number(2)
	if digits == 0 || day < 1 || day > 31 || strings.HasPrefix(s.rest(), ":") {
		s.pos = start
		return 0, s.fail("here a day of the month, 1 to 31, should stand")
	}
	next(s, dayEnds)
	return day, nil
}

// dateText is the length of 2026-10-01.
const dateText = 10

// dateNext is true where a date comes next.
func (s *hoursScanner) dateNext() bool {
	rest := s.rest()
	return len(rest) >= dateText && rest[4] == '-' && rest[7] == '-'
}

// datesOf reads dates and ranges of dates, whose last date is meant too.
func (s *hoursScanner) datesOf(r *hoursRule) error {
	for {
		first, err := s.date()
		if err != nil {
			return err
		}
		last := first
		if s.between("-") {
			if last, err = s.date(); err != nil {
				return err
			}
		}
		if last < first || last >= city.LastDate {
			return s.fail("the range of dates ends before it begins, or is not of the years 1 to 9999")
		}
		r.dates = append(r.dates, city.Period{From: first, To: last + 1})
		if !s.between(",") {
			return nil
		}
	}
}

func (s *hoursScanner) date() (city.Date, error) {
	if !s.dateNext() {
		return 0, s.fail("here a date like 2026-10-01 should stand")
	}
	d, err := city.ParseDate(s.rest()[:dateText])
	if err != nil {
		return 0, s.fail("here a date like 2026-10-01 should stand")
	}
	s.pos += dateText
	return d, nil
}

// spans reads the hours of a rule.
func (s *hoursScanner) spans(r *hoursRule) error {
	for {
		start := s.pos
		span, err := s.span()
		if err != nil {
			return err
		}
		for _, other := range r.open {
			if span.From < other.To && other.From < span.To {
				s.pos = start
				return s.fail("this span overlaps another one of the rule")
			}
		}
		r.open = append(r.open, span)
		s.spaces()
		if _, named := next(s, shiftWords); named {
			s.spaces()
		}
		if s.daysNext() {
			return nil
		}
		if s.take(",") {
			s.spaces()
		} else if s.done() || s.text[s.pos] == ';' || s.text[s.pos] == '(' {
			return nil
		}
	}
}

// span reads 08:30-18:00, 20:00-次日08:00 or 24小时.
func (s *hoursScanner) span() (city.Span, error) {
	if _, whole := next(s, wholeWords); whole {
		return city.Span{From: 0, To: city.Midnight}, nil
	}
	start := s.pos
	from, later, err := s.halfMinute()
	if err != nil {
		return city.Span{}, err
	}
	if !s.between("-") {
		return city.Span{}, s.fail("here - and the end of the hours should stand")
	}
	_, tomorrow := next(s, nextWords)
	if tomorrow {
		s.spaces()
	}
	at := s.pos
	_, said := next(s, halfDays)
	s.pos = at
	to, _, err := s.halfMinute()
	if noon := city.Midnight / 2; later && !said && !tomorrow && to < noon && to+noon > from { // 下午2:00-5:30
		to += noon
	}
	switch {
	case err != nil:
		return city.Span{}, err
	case from == city.Midnight, from == to && !tomorrow, tomorrow && to > from:
		s.pos = start
		return city.Span{}, s.fail("a span begins before 24:00 and is at most a day long; a whole day is written 24小时 or 24h")
	}
	return city.Clock(from, to), nil
}

// halfMinute reads 下午2:30 as 14:30; later is true where a word says that it is of the second half of the day.
func (s *hoursScanner) halfMinute() (minute int, later bool, err error) {
	start := s.pos
	later, said := next(s, halfDays)
	if said {
		s.between(":") // 上午：8:30
		s.spaces()
	}
	if minute, err = s.minute(); err != nil {
		return 0, false, err
	}
	const noon = city.Midnight / 2
	switch {
	case said && !later && minute > noon, later && minute == city.Midnight:
		s.pos = start
		return 0, false, s.fail("the hour is not of this half of the day")
	case later && minute < noon:
		minute += noon
	}
	return minute, later, nil
}

// minute reads 8:30 or 08:30, 8点, 8点半 or 8点30分, up to 24:00.
func (s *hoursScanner) minute() (int, error) {
	start := s.pos
	hour, digits := s.number(2)
	minute, ok := 0, false
	switch {
	case digits == 0:
	case s.take(":"):
		var two int
		minute, two = s.number(2)
		ok = two == 2
	case s.take("点") || s.take("时"):
		ok = true
		if s.take("半") {
			minute = 30
		} else if !s.take("整") {
			minute, _ = s.number(2)
			s.take("分")
		}
	}
	if ok && minute < 60 && hour*60+minute <= city.Midnight {
		return hour*60 + minute, nil
	}
	s.pos = start
	return 0, s.fail("here hours like 08:30-18:00, 24小时 (24h) or 休息 (off) should stand")
}
