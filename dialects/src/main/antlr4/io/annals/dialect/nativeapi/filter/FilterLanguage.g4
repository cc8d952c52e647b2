/*
 * The filter language of AIP-160 (https://google.aip.dev/160), without functions and bare words.
 * As there, OR binds tighter than AND, and a blank between two conditions means AND.
 */
grammar FilterLanguage;

filter      : expression EOF ;
expression  : sequence (AND sequence)* ;
sequence    : factor+ ;
factor      : term (OR term)* ;
term        : (NOT | MINUS)? simple ;
simple      : restriction | LPAREN expression RPAREN ;
restriction : path operator value ;

path        : segment (DOT segment)* ;
segment     : TEXT | STRING ;
operator    : EQUAL | NOT_EQUAL | LESS_OR_EQUAL | LESS | GREATER_OR_EQUAL | GREATER | HAS ;
value       : MINUS? segment (DOT segment)* ;

AND              : 'AND' ;
OR               : 'OR' ;
NOT              : 'NOT' ;
LPAREN           : '(' ;
RPAREN           : ')' ;
NOT_EQUAL        : '!=' ;
LESS_OR_EQUAL    : '<=' ;
GREATER_OR_EQUAL : '>=' ;
EQUAL            : '=' ;
LESS             : '<' ;
GREATER          : '>' ;
HAS              : ':' ;
DOT              : '.' ;
MINUS            : '-' ;

STRING : '"' (ESCAPE | ~["\\])* '"' | '\'' (ESCAPE | ~['\\])* '\'' ;
fragment ESCAPE : '\\' . ;

TEXT  : TEXT_START TEXT_PART* ;
fragment TEXT_START : ~[ \t\r\n\f()=!<>:.,"'\\-] ;
fragment TEXT_PART  : ~[ \t\r\n\f()=!<>:.,"'\\] ;

BLANK : [ \t\r\n\f]+ -> skip ;
OTHER : . ;
