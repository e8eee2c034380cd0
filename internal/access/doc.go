// Package access says who may do what: accounts, sessions and tokens; one table of roles and
// actions; the areas that somebody is for; how a person is masked; and the audit of who saw whom
// and who changed what. Whatever is not allowed by a row of the table is refused.
package access
