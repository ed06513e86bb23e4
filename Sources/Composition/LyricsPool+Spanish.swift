extension LyricsPool {
  static let spanish = LyricsPool(
    titles: [
      Title("Corazón de papel", latin: "Corazon de papel"), Title("Luna de abril"),
      Title("Café con sal", latin: "Cafe con sal"),
      Title("El último tren", latin: "El ultimo tren"),
      Title("Mañana será", latin: "Manana sera"), Title("Calle sin nombre"),
      Title("Río de cristal", latin: "Rio de cristal"), Title("Fuego lento"),
      Title("Niña del mar", latin: "Nina del mar"), Title("Cielo abierto"),
      Title("La ciudad y yo"), Title("Sombra y luz"),
      Title("Canción de otoño", latin: "Cancion de otono"),
      Title("Sin mirar atrás", latin: "Sin mirar atras"),
      Title("Bajo la lluvia"), Title("Mil razones"), Title("Viento del sur"),
      Title("Donde nace el sol"),
    ],
    choruses: [
      Couplet("llévame contigo hasta el amanecer", "que sin tu mirada no sé qué hacer"),
      Couplet("canta más fuerte que nos oiga el mar", "esta noche nadie nos puede parar"),
      Couplet("dame una razón para volver", "dame otra canción para creer"),
      Couplet("vuela, corazón, no tengas temor", "que detrás del miedo se esconde el amor"),
      Couplet("y si el mundo se apaga, yo te encenderé", "por todos los caminos te buscaré"),
      Couplet("bailando en la arena hasta enloquecer", "lo que fue de ayer no va a volver"),
      Couplet(
        "que suene la guitarra, que tiemble el salón", "que late en el pecho la misma canción"),
      Couplet("no me digas nunca que es tarde ya", "la noche es un río que viene y va"),
      Couplet("somos la tormenta, somos la voz", "un solo latido para los dos"),
      Couplet("abre la ventana, deja entrar el sol", "que la vida sabe a miel y a sal"),
    ],
    pop: [
      Couplet("te vi pasar vestida de domingo", "y desde entonces contigo me distingo"),
      Couplet("tu risa tiene el ritmo de las olas", "y baila con mis penas cuando están solas"),
      Couplet("guardé tu nombre en una caracola", "para escucharlo cuando estés tan sola"),
      Couplet("el barrio huele a pan y a primavera", "y yo te espero siempre en la escalera"),
      Couplet("pinté tus ojos verdes en la pared", "y el gato del vecino también los ve"),
      Couplet("la luna se ha caído en el café", "y nadie sabe cómo ni por qué"),
      Couplet("si me regalas solo una mirada", "te escribo una canción de madrugada"),
      Couplet("contigo cada calle es un jardín", "y no quisiera nunca ver el fin"),
      Couplet("las luces de la feria van girando", "y tú y yo de la mano caminando"),
    ],
    rock: [
      Couplet("la carretera corta el desierto en dos", "y sólo el viento me devuelve la voz"),
      Couplet("quemé los mapas, rompí el reloj", "ya no me duele lo que se perdió"),
      Couplet("hay una herida abierta en la ciudad", "que pide a gritos un poco de verdad"),
      Couplet("mi guitarra es vieja como el dolor", "pero todavía sabe dar calor"),
      Couplet("el trueno llama a la puerta otra vez", "y no me voy a quedar a sus pies"),
      Couplet("somos los hijos de la tempestad", "nadie nos vende la libertad"),
      Couplet("sangre en las cuerdas, polvo en el motor", "voy persiguiendo un sueño sin temor"),
      Couplet("los muros caen cuando canta la gente", "el río nunca pregunta a la corriente"),
      Couplet("bajo la piedra duerme un volcán", "y las cenizas nunca mentirán"),
    ],
    hipHop: [
      Couplet(
        "vengo del barrio donde el sol llega tarde", "donde la gente se levanta y nunca es cobarde"),
      Couplet(
        "mi abuela me enseñó que la palabra es un puente", "por eso cada verso lo digo de frente"),
      Couplet(
        "escribo en el metro, escribo en la azotea", "mi lápiz es la chispa que prende la marea"),
      Couplet("no tengo cadenas de oro ni corona", "tengo una libreta y el ritmo que perdona"),
      Couplet(
        "dicen que no se puede, yo digo que mañana", "el hambre de aprender no se vende por fama"),
      Couplet("la calle es un libro que se lee caminando", "y yo voy página a página rimando"),
      Couplet(
        "mi madre limpió suelos para verme en la escuela", "ahora cada rima es para ella una vela"),
      Couplet("cuento los pasos, cuento las monedas", "hay cosas que se van y el ritmo se queda"),
      Couplet("la ciudad no duerme pero sueña despierta", "y yo dejo mi voz debajo de la puerta"),
      Couplet(
        "si me caigo siete veces me levanto con ocho",
        "la paciencia es el pan y la música el bizcocho"),
      Couplet(
        "no compito con nadie, compito conmigo", "el micrófono es mi casa y el silencio mi testigo"),
      Couplet("de los errores hice una escalera", "y subo cada noche a mi manera"),
    ])
}
